// The page Overview: what the gateway's MBeans (io.sealpost:type=…) say, for people. It reads them again at the console's own rate.
const CARDS = [
  { type: 'Users', title: 'Users', figures: [['Active', 'active'], ['Suspended', 'suspended'], ['ToCompare', 'to be compared now']] },
  { type: 'Devices', title: 'Devices', figures: [['Joined', 'joined'], ['Complete', 'hold all they should'],
      ['Unassigned', 'without owner', 'warning'], ['WithFailures', 'with something failed', 'danger']] },
  { type: 'Deliveries', title: 'Deliveries', figures: [['Open', 'under way'], ['FailedLastDay', 'failed in 24 hours', 'danger']] },
]
const TABLES = [
  { type: 'Syncs', title: 'Last sync of each directory', attribute: 'LastRuns',
    empty: 'No directory is configured (sealpost.directories).',
    columns: { directory: 'Directory', state: 'State', startedAt: 'Started', seconds: 'Seconds', entries: 'Entries', added: 'Added',
      changed: 'Changed', suspended: 'Suspended', text: 'Reason' } },
  { type: 'CertificationAuthorities', title: 'CAs', attribute: 'Calls', empty: 'No CA is configured (sealpost.cas).',
    columns: { ca: 'CA', waiting: 'Waiting', issued: 'Issued', pending: 'Not yet', denied: 'Denied', failed: 'Failed',
      unreachable: 'Unreachable', medianMillis: 'Median ms', slowestMillis: 'Slowest ms', lastError: 'Last error',
      lastErrorAt: 'At' } },
  { type: 'Items', title: 'Items on devices', attribute: 'ByState', empty: 'Nothing is to be on any device yet.',
    columns: { name: 'State', value: 'Items' } },
  { type: 'Certificates', title: 'Findings', attribute: 'Findings', empty: 'Nothing is to be mended.',
    columns: { name: 'Finding', value: 'Users' } },
  { type: 'Certificates', title: 'Publishing', attribute: 'Publications', empty: 'Nothing is published (sealpost.directories).',
    columns: { name: 'State', value: 'Certificates' } },
  { type: 'Certificates', title: 'CRLs that do not verify', attribute: 'CrlProblems', empty: 'None.',
    columns: { url: 'CRL', problem: 'Problem', checkedAt: 'Checked', fetchedAt: 'Last good' } },
  { type: 'Queues', title: 'Queues', attribute: 'Depths', unknown: 'Problem', empty: 'The broker has none of our queues yet.',
    columns: { name: 'Queue', value: 'Messages' } },
  { type: 'Routes', title: 'Rejected route files', attribute: 'RejectedFiles', empty: 'None: every route file is in service.',
    columns: { file: 'File', line: 'Line', problem: 'Problem', fix: 'What to do' } },
  { type: 'Imports', title: 'Last import', attribute: 'LastResult', empty: 'None since the start of this process.',
    columns: { manifest: 'Manifest', endedAt: 'Ended', dryRun: 'Dry run', imported: 'Imported', already: 'Already there',
      refused: 'Refused' } },
]
const COLORS = { DONE: 'green', VERIFIED: 'green', FAILED: 'red', LOST: 'red', READING: 'blue', APPLYING: 'blue', NEVER: 'orange' }

// Lists of objects, lists of lines, name-to-value maps and single objects all become rows.
const rows = (value, columns) => {
  if (value === null || value === undefined) return []
  if (Array.isArray(value)) return value.map(row => (typeof row === 'object' ? row : { [Object.keys(columns)[0]]: row }))
  return 'name' in columns ? Object.entries(value).sort().map(([name, one]) => ({ name, value: one }))
    : Object.keys(value).length === 0 ? [] : [value]
}
const shown = value => value === null || value === undefined ? '–'
  : typeof value === 'boolean' ? (value ? 'yes' : 'no')
  : typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*Z$/.test(value) ? new Date(value).toLocaleString()
  : String(value)

/** What the MBeans say, by type; one that is missing is not in it, one that cannot be read is an Error. */
const read = async jolokia => {
  const names = await jolokia.search('io.sealpost:type=*')
  const found = await Promise.allSettled(names.map(name => jolokia.readAttributes(name)))
  return Object.fromEntries(names.map((name, i) => [/type=([^,]+)/.exec(name)[1],
    found[i].status === 'fulfilled' ? found[i].value : new Error(jolokia.errorMessage(found[i].reason) ?? 'not readable')]))
}

export const overview = (react, core, table, jolokia) => {
  const h = react.createElement

  const Unknown = ({ why }) => h(core.Label, { color: 'orange' }, 'unknown: ' + why)
  const missing = bean => bean === undefined ? 'the gateway does not show it' : bean instanceof Error ? bean.message : null

  const Figures = ({ card, bean }) => h(core.Card, { isFullHeight: true },
    h(core.CardTitle, null, card.title),
    h(core.CardBody, null, missing(bean) ? h(Unknown, { why: missing(bean) })
      : h(core.Flex, { spaceItems: { default: 'spaceItemsXl' } }, card.figures.map(([attribute, words, status]) =>
        h(core.FlexItem, { key: attribute },
          h(core.Title, { headingLevel: 'h2', size: '2xl', style: status && bean[attribute] > 0
            ? { color: `var(--pf-t--global--text--color--status--${status}--default)` } : {} }, shown(bean[attribute])),
          h('div', null, words))))))

  const Rows = ({ part, bean }) => {
    const why = missing(bean) ?? (part.unknown && bean[part.unknown])
    const all = why ? [] : rows(bean[part.attribute], part.columns)
    return h(core.Card, { isFullHeight: true },
      h(core.CardTitle, null, part.title),
      h(core.CardBody, null, why ? h(Unknown, { why }) : all.length === 0 ? part.empty
        : h(table.Table, { variant: 'compact', 'aria-label': part.title },
          h(table.Thead, null, h(table.Tr, null, Object.values(part.columns).map(word => h(table.Th, { key: word, modifier: 'wrap' }, word)))),
          h(table.Tbody, null, all.map((row, i) => h(table.Tr, { key: i }, Object.entries(part.columns).map(([key, word]) =>
            h(table.Td, { key, dataLabel: word }, COLORS[row[key]] ? h(core.Label, { color: COLORS[row[key]] }, row[key])
              : shown(row[key])))))))))
  }

  return () => {
    const [beans, setBeans] = react.useState(null)
    const [problem, setProblem] = react.useState(null)
    react.useEffect(() => {
      let timer
      let left = false
      const refresh = async () => {
        try {
          const now = await read(jolokia)
          if (!left) { setBeans(now); setProblem(null) }
        } catch (error) {
          if (!left) setProblem(jolokia.errorMessage(error) ?? String(error))
        }
        const rate = jolokia.loadUpdateRate()
        if (!left && rate > 0) timer = setTimeout(refresh, rate)
      }
      refresh()
      return () => { left = true; clearTimeout(timer) }
    }, [])
    const wide = ['Syncs', 'CertificationAuthorities', 'Routes', 'Imports']
    return h(core.PageSection, { hasBodyWrapper: false },
      h(core.Title, { headingLevel: 'h1' }, 'Overview'),
      problem && h(core.Alert, { variant: 'danger', isInline: true, title: 'The gateway does not answer; what is below is old' }, problem),
      beans === null ? !problem && h(core.Spinner, { 'aria-label': 'Reading' })
        : h(core.Grid, { hasGutter: true },
          CARDS.map(card => h(core.GridItem, { key: card.type, md: 4 }, h(Figures, { card, bean: beans[card.type] }))),
          TABLES.map(part => h(core.GridItem, { key: part.type, md: wide.includes(part.type) ? 12 : 6 },
            h(Rows, { part, bean: beans[part.type] })))))
  }
}
