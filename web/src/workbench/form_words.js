// form-js in Chinese.
export default {
  Components: '组件', 'Search components': '查找组件', 'No components found.': '没有找到', Input: '填写', Selection: '选择', Presentation: '显示', Containers: '容器', Action: '操作',
  'Text field': '单行文字', 'Text area': '多行文字', Number: '数', 'Date time': '日期时间', Expression: '计算', 'File picker': '文件', Checkbox: '勾选', 'Checkbox group': '多选', 'Radio group': '单选', Select: '下拉选择',
  'Tag list': '标签多选', 'Text view': '说明文字', 'HTML view': '网页', 'Image view': '图片', 'Document preview': '文件预览', Table: '表格', Spacer: '空白', Separator: '分隔线', Group: '组', 'Dynamic list': '可增减的列表', iFrame: '内嵌网页',
  Button: '按钮', 'Drag and drop components here to start designing.': '把左边的组件拖到这里，开始设计表单。', 'Build your form': '设计表单', 'Drag and drop components here': '把组件拖到这里',
  'Use the preview window to test your form.': '', 'Select a form field to edit its properties.': '选中一项，即可修改它的内容。', General: '基本', 'Field label': '名称', Label: '名称', 'Field description': '填写说明', Key: '代码',
  'Default value': '默认值', Validation: '校验', Required: '必填', 'Minimum length': '最短', 'Maximum length': '最长', Minimum: '最小', Maximum: '最大', 'Validation pattern': '格式', 'Regular expression pattern': '正则表达式', Regex: '正则表达式',
  Custom: '自定义', Email: '邮箱', Phone: '电话', Appearance: '外观', Prefix: '前缀', Suffix: '后缀', Condition: '显示条件', 'Hide if': '隐藏的条件', Layout: '布局', Columns: '列数', Auto: '自动', 'Custom properties': '自定义属性',
  'Disabled': '不可填写', 'Read only': '只读', 'Options source': '选项来源', Type: '类型', Static: '固定选项', 'Input data': '来自数据', 'Static options': '固定选项', Options: '选项', Value: '值', 'Add': '增加', 'Create new list item': '增加一项',
  'Date': '日期', 'Time': '时间', 'Date & Time': '日期和时间', Subtype: '种类', 'Date label': '日期名称', 'Time label': '时间名称', 'Date settings': '日期', 'Time settings': '时间', 'Decimal digits': '小数位数', Increment: '步长',
  'Serialize to string': '以文字保存', 'Searchable': '可查找', 'Disallow past dates': '不允许过去的日期', 'Time interval': '时间间隔', 'Use 24h': '24 小时制', 'Time format': '时间格式', 'Form': '表单', ID: '编号', Text: '文字',
  'FORM': '表单', 'TEXT FIELD': '单行文字', 'Textarea': '多行文字', 'Text': '文字', 'Reader': '', 'Vertical alignment': '垂直对齐', 'Top': '上', 'Center': '中', 'Bottom': '下', 'Create': '新建', 'Delete': '删除', 'Remove': '删除',
  'Security attributes': '安全属性', 'Groups': '组', 'Path': '路径', 'Toggle section': '展开或者收起', 'Section contains data': '已填写', 'Binds to a form variable': '对应案件事实的代码', 'Checked': '勾选', 'Not checked': '不勾选', '<none>': '不指定',
};
