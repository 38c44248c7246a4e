// dmn-js in Chinese.
export default {
  When: '当', And: '并且', Then: '则', 'And then': '以及', Annotations: '依据和说明', Annotation: '依据和说明', 'Hit policy:': '命中规则：', 'Hit policy': '命中规则', 'Hit Policy:': '命中规则：',
  Unique: '唯一', First: '首个', Priority: '优先', Any: '任一', Collect: '汇集', 'Rule order': '按规则次序', 'Output order': '按输出次序', 'Collect (Sum)': '汇集（合计）', 'Collect (Min)': '汇集（最小）',
  'Collect (Max)': '汇集（最大）', 'Collect (Count)': '汇集（计数）', 'Add rule': '增加规则', 'Add input': '增加依据', 'Add output': '增加结果', 'View DRD': '查看决策图', Input: '依据', Output: '结果', string: '文字',
  boolean: '是否', number: '数', date: '日期', time: '时间', dateTime: '日期时间', 'dayTimeDuration': '时长', 'yearMonthDuration': '年月时长', Expression: '表达式', Type: '类型', Label: '名称', 'Output label': '结果名称',
  'Input label': '依据名称', 'Input variable': '变量', 'Output name': '结果代码', Name: '代码', 'Language': '语言', 'Expression language': '表达式语言', 'Add': '增加', 'Remove': '删去', 'Copy': '复制', 'Cut': '剪切', 'Rule': '规则',
  'Add above': '在上方增加', 'Add below': '在下方增加', 'Paste above': '粘贴到上方', 'Paste below': '粘贴到下方', 'Add left': '在左侧增加', 'Add right': '在右侧增加', 'Paste left': '粘贴到左侧', 'Paste right': '粘贴到右侧',
  'Clear': '清空', 'Input column': '依据列', 'Output column': '结果列', 'Cell': '单元格', 'Add description': '增加说明', 'Remove description': '删去说明', 'Change type': '更改类型', 'Predefined values': '可选值',
  'Edit hit policy': '修改命中规则', 'Enter expression': '填写表达式', 'Edit decision name': '修改决策名称', 'Decision name': '决策名称', 'Decision ID': '决策编号', 'No': '否', 'Yes': '是', 'none': '无',
};
