// The console's plugin as a module-federation container, written by hand: the console loads this file and hands over what it
// shares (React, PatternFly, its own API), so that nothing has to be built or bundled here.
(() => {
  let shared

  // What the console shares under a name; it has one version of each.
  const use = async name => {
    const versions = Object.values(shared[name] ?? {})
    if (versions.length === 0) {
      throw new Error('This console shares no ' + name + ': the page Overview was written for Hawtio 5.2')
    }
    return (await versions[0].get())()
  }

  const plugin = async () => {
    const [react, core, table, hawtio, page] = await Promise.all([
      use('react'), use('@patternfly/react-core'), use('@patternfly/react-table'), use('@hawtio/react'), import('./overview.js')])
    hawtio.hawtio.addPlugin({
      id: 'sealpost',
      title: 'Overview',
      path: '/sealpost',
      order: -1, // above the console's own pages
      component: page.overview(react, core, table, hawtio.jolokiaService),
      isActive: async () => true,
    })
  }

  window.sealpost = {
    init: scope => { shared = scope },
    get: async () => () => ({ plugin }),
  }
})()
