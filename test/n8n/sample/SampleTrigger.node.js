exports.SampleTrigger = class SampleTrigger {
  description = {
    displayName: 'Sample Trigger',
    name: 'sampleTrigger',
    group: ['trigger'],
    version: 1,
    description: 'Counts its polls',
    defaults: { name: 'Sample Trigger' },
    polling: true,
    inputs: [],
    outputs: ['main'],
    properties: [],
  };

  async poll() {
    if (this.getMode() === 'manual') return [[{ json: { sample: true } }]];
    const state = this.getWorkflowStaticData('node');
    state.polls = (state.polls ?? 0) + 1;
    return state.polls === 1 ? null : [[{ json: { polls: state.polls } }]];
  }
};
