import type { SomeAdvice } from '../advice.ts'

/** The emulator. */
export const testing = {
  'testing.off': '测试访问的服务器不是模拟器。 → 用 `ringpost start --emulator` 启动；绝不要用于生产环境。',
  'testing.fault_illegal':
    '故障没有写明位置或效果，写了多个，或组合不成立。 → 错误描述会指出原因；全部选项见[接口文档](../../reference/endpoints.md)（英文）。',
  'testing.fault_unknown': '故障已被删除，或应用已重置。 → 查看应用的故障列表。',
  'testing.foreign': '调用来自其他机器、代理或网页。 → 把 `RINGPOST_EMULATOR` 设为一个令牌，并在调用时发送。',
  'testing.token_wrong': '令牌缺失或错误。 → 以 `Authorization: Bearer …` 发送 `RINGPOST_EMULATOR` 的值。',
  'testing.field_illegal': '所指字段的类型或值不正确。 → 改正。',
  'testing.setting_illegal': '要创建的应用有未知的设置，或值不合法。 → 改正。',
  'testing.apps_full': '测试创建的应用数已达模拟器的上限。 → 删除用完的应用。',
  'testing.seed_illegal': '无法应用初始数据，错误信息说明了原因。 → 改正。',
  'testing.clock_illegal':
    '时钟不能向后拨，也不能超过 2100 年：id 和已存的数据带有时间。 → 需要更早时间的测试请另启服务器。',
  'testing.nothing_fitting':
    '没有等到符合条件的消息，错误信息列出了实际到达的消息。 → 改正条件，或延长等待时间。',
  'testing.was_reset': '等待期间，另一个测试重置或删除了应用。 → 让每个测试使用自己的应用。',
} as const satisfies SomeAdvice
