/** Microsoft Graph as far as imported PFX certificates need it, Intune's certificate connector, and phones behind them. */
package io.sealpost.lab.graph;
