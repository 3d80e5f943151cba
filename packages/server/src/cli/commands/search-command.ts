import { type DataCommand, PartialFailure } from '../command.ts'

const rebuild: DataCommand = {
  name: 'search rebuild',
  summary: 'Write the index of messages again',
  details:
    'Searches find less until it is done. Needed after a change of RINGPOST_SEARCH_EXT; otherwise the server keeps the index up to date by ' +
    'itself, and writes it again if its file is lost.',
  async run({ indexer }, { progress, signal }) {
    if (indexer === undefined) throw new PartialFailure('search is switched off: set RINGPOST_SEARCH=on')
    let noted = ''
    await indexer.rebuild((time) => {
      const day = new Date(time).toISOString().slice(0, 10)
      if (day !== noted && time > 0) progress(`messages up to ${day} are indexed`)
      noted = day
    }, signal)
    return 'the index is complete'
  },
}

export const searchCommands: readonly DataCommand[] = [rebuild]
