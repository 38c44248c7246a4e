// What an element without a name is called.
export const KINDS = { startEvent: '开始', endEvent: '结束', exclusiveGateway: '网关', parallelGateway: '并行网关', inclusiveGateway: '包容网关', eventBasedGateway: '事件网关',
  boundaryEvent: '边界事件', intermediateCatchEvent: '等待', intermediateThrowEvent: '发出', userTask: '用户任务', subProcess: '子流程' };
