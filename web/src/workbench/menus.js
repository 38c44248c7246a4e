// What may be drawn: only what our engine carries out. A task that is appended is one for people.
const BARRED = [/transaction/, /ad-?hoc/, /complex/, /compensation/, /compensate/, /link/, /cancel/, /event-subprocess/, /data-(object|store)/, /service-task/,
  /manual-task/, /^(create|append|replace)-task$|replace-with-task$/, /element-template/, /instantiate/, /exclusive-event-based/, /signal-end/];

const barred = (key) => BARRED.some((one) => one.test(key));

class Menus {
  constructor(popupMenu, palette, contextPad, elementFactory, create, autoPlace, translate) {
    Object.assign(this, { elementFactory, create, autoPlace, translate });
    for (const menu of ['bpmn-replace', 'bpmn-append', 'bpmn-create']) popupMenu.registerProvider(menu, 10, this);
    palette.registerProvider(10, this);
    contextPad.registerProvider(10, this);
  }

  getPopupMenuEntries() {
    return kept;
  }

  getPopupMenuHeaderEntries() {
    return kept;
  }

  getPaletteEntries() {
    return (entries) => {
      const left = kept(entries);
      const begin = (event) => this.create.start(event, this.elementFactory.createShape({ type: 'bpmn:UserTask' }));
      if (left['create.task']) {
        left['create.task'] = { ...left['create.task'], className: 'bpmn-icon-user-task', title: this.translate('Create user task'), action: { dragstart: begin, click: begin } };
      }
      return left;
    };
  }

  getContextPadEntries(element) {
    return (entries) => {
      const left = kept(entries);
      if (left['append.append-task']) {
        const shape = () => this.elementFactory.createShape({ type: 'bpmn:UserTask' });
        left['append.append-task'] = { ...left['append.append-task'], className: 'bpmn-icon-user-task', title: this.translate('Append user task'), action: {
          click: () => this.autoPlace.append(element, shape()), dragstart: (event) => this.create.start(event, shape(), { source: element }) } };
      }
      return left;
    };
  }
}
Menus.$inject = ['popupMenu', 'palette', 'contextPad', 'elementFactory', 'create', 'autoPlace', 'translate'];

function kept(entries) {
  return Object.fromEntries(Object.entries(entries).filter(([key, one]) => !barred(key) && !barred(one?.id || '')));
}

export default { __init__: ['workbenchMenus'], workbenchMenus: ['type', Menus] };
