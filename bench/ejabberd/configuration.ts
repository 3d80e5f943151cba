export const HOST = 'localhost'
export const ROOMS = `conference.${HOST}`

/**
 * ejabberd's configuration: no TLS, no shapers, plain passwords, no presence broadcasts in rooms. It turns off what costs time
 * but is not being measured.
 * @param postgresPort archive (always, both sides) and offline messages in PostgreSQL; undefined: Mnesia and no archive,
 *   as without any database configuration.
 */
export function ejabberdConfiguration(port: number, postgresPort: number | undefined): string {
  const sql = postgresPort !== undefined
  return `hosts: [${HOST}]
loglevel: warning
listen:
  - port: ${port}
    ip: "127.0.0.1"
    backlog: 1024
    module: ejabberd_http
    request_handlers:
      /api: mod_http_api
      /ws: ejabberd_http_ws
auth_method: [internal]
auth_password_format: plain
api_permissions:
  bench:
    who: [{ip: "127.0.0.0/8"}]
    what: ["*"]
access_rules:
  local: [{allow: all}]
  c2s: [{allow: all}]
${
  sql
    ? `sql_type: pgsql
sql_server: "127.0.0.1"
sql_port: ${postgresPort}
sql_database: postgres
sql_username: bench
sql_pool_size: 16
`
    : ''
}modules:
  mod_http_api: {}
  mod_admin_extra: {}
  mod_muc_admin: {}
  mod_offline:
    access_max_user_messages: all_messages
${sql ? '    db_type: sql\n  mod_mam:\n    db_type: sql\n    default: always\n' : ''}  mod_muc:
    host: ${ROOMS}
    access: all
    access_create: all
    max_users: 20000
    max_users_presence: 1
    history_size: 0
    default_room_options:
      max_users: 20000
      presence_broadcast: []
      mam: ${sql}
shaper_rules:
  all_messages: [{infinity: all}]
`
}
