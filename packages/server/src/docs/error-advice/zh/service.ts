import type { SomeAdvice } from '../advice.ts'

/** Webhooks, requests in general, the server itself. */
export const service = {
  'webhook.unknown': '没有这条回调规则。 → `ringpost webhook list`。',
  'webhook.delivery_unknown': '没有这条投递记录，或已超过保留期限。 → 查看列表。',
  'webhook.field_illegal': '所指字段的类型或值不正确。 → 改正。',
  'webhook.url_illegal': 'URL 不是 http 或 https，或带有用户名。 → 改正；鉴权请使用密钥。',
  'webhook.url_internal':
    'URL 指向内网，应用不能访问。 → 应用的所有者可信时，设置 `RINGPOST_ALLOW_INTERNAL_FETCH=on`。',
  'webhook.exists': '已有同名的回调规则。 → 修改那一条，或换一个名称。',
  'webhook.changed': '同时有两处修改。 → 重试。',
  'webhook.too_many': '应用的回调规则数已达上限。 → 删除一条。',
  'webhook.secrets_unavailable': '无法保存密钥。 → 设置 `RINGPOST_SECRET_KEY`。',
  'request.body_invalid': '请求体的结构不正确。 → 与[接口文档](../../reference/endpoints.md)核对。',
  'request.json_invalid': '请求体不是 JSON。 → 改正；错误信息指出了位置。',
  'request.argument_illegal':
    'HTTP 请求或请求体的格式有误。 → 改正；检查 `Content-Length`，以及代理是否修改了请求。',
  'request.cursor_illegal': '游标不属于这个列表，或来自升级之前。 → 从第一页开始。',
  'request.limit_illegal': '`limit` 不是这个列表允许范围内的数字。 → 改正。',
  'request.parameter_unknown':
    '在不支持的接口使用了 `ql` 或 `filter`，或 `limit`、`cursor` 的大小写不对。 → 去掉，或按文档书写。',
  'query.illegal':
    '无法解析 `ql`，错误信息指出了位置。 → 见[查询语言](../../decisions/0024-query-language.md)（英文）。',
  'query.missing': '需要条件的接口没有 `ql`。 → 补上。',
  'request.too_large': '请求体超过应用的上限。 → 减少内容；`requestBytes`。',
  'request.encoding_unsupported':
    '请求体使用了不支持的压缩方式，或上传的文件经过压缩。 → JSON 使用 gzip、deflate 或 br，上传不要压缩。',
  'request.rate_limited':
    '启用限流后，调用频率超过文档的限制；多次密码错误之后的登录；或密码请求超过服务器的处理能力。 → 按 `Retry-After` 等待后再试。',
  'service.client_logs_full': '设备上传的日志数已达上限。 → 无需处理，设备会自行重试。',
  'route.unknown': '没有这个路径。 → 检查路径，应以 `/{org}/{app}` 开头。',
  'route.method': '路径存在，但不支持这个方法。 → 检查请求方法。',
  'route.not_built': '接口已声明，但尚未实现。 → 见[兼容情况](../../reference/compatibility.md)（英文）。',
  forbidden: 'token 有效，但无权执行此操作。 → 使用 app token，或路径中的用户的 token。',
  'server.busy': '读写请求超过数据库的处理能力。 → 按 `Retry-After` 等待后重试；持续出现时请扩容。',
  'server.unavailable': '无法连接数据库，请求仍可能已经执行。 → 重试；查看 `/readyz` 和日志。',
  'server.storage_full':
    '服务器或数据库的磁盘已满，没有保存任何内容。 → 腾出空间；[数据保留](../retention.md)。',
  'server.error': '服务器内部错误。 → 查看日志并报告问题。',
} as const satisfies SomeAdvice
