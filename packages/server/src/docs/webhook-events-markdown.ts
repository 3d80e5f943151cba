import { codeMarkdown, documentMarkdown, tableMarkdown } from './markdown.ts'
import { printJson } from './print-json.ts'

/** An event as a receiver gets it, with names in angle brackets for what differs each time. */
export interface ShownEvent {
  /** What happened. */
  when: string
  family: string
  generation?: 'new' | 'old'
  json: object
}

/** Renders docs/reference/webhook-events.md. @param families with what each tells. */
export function webhookEventsMarkdown(
  families: Readonly<Record<string, string>>,
  events: readonly ShownEvent[],
): string {
  const parts = Object.entries(families).flatMap(([family, meaning]) => {
    const shown = events.filter((event) => event.family === family)
    return shown.length === 0 ? [] : [`## ${codeMarkdown(family)}`, `${meaning}.`, ...shown.flatMap(sample)]
  })
  return documentMarkdown('Webhook events', [
    'What the server posts to webhooks after something happened, by family: rules name families in `events`. Each sample is what a receiver gets when a test does that to a real server; names in angle brackets stand for what differs each time, equal names for equal values.',
    tableMarkdown(
      ['Family', 'Tells'],
      Object.entries(families).map(([family, meaning]) => [codeMarkdown(family), meaning]),
    ),
    'Reactions and threads also come to rules that name `chat`. Events of groups and rooms exist in two generations, of which a rule gets one (`group_events`): `new`, the event `group_op_event`, or `old`, the type `muc`.',
    ...parts,
  ])
}

function sample({ when, generation, json }: ShownEvent): string[] {
  const title = `${when[0]!.toUpperCase()}${when.slice(1)}`
  return [`### ${title}${generation ? ` (${generation})` : ''}`, `\`\`\`json\n${printJson(json)}\`\`\``]
}
