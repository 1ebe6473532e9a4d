/** What operators and their machines see and may do: accounts, the API's views and contract, the console. */
package io.sealpost.operations;
