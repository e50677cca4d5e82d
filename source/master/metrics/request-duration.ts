import {DURATION_BOUNDS_S} from '../duration-histogram.js';
import type {Metric} from './metric.js';

const NAME = 'clusterview_request_duration_seconds';
const MICROS_PER_S = 1e6;
const BOUND_LABELS = [...DURATION_BOUNDS_S.map(String), '+Inf'].map(le => ({le}));

/** Histograms of several workers can be added up; each counts all finished requests since the start of its slot. */
export const requestDuration: Metric = {
  name: NAME,
  type: 'histogram',
  help: 'Time from the start of HTTP requests to the end of their responses',
  labels: ['worker', 'le'],
  samples: labelled =>
    [...labelled.scrape.counters].flatMap(([number, {durations, figures}]) => {
      const sharedLabels = labelled.slotLabels(number);
      let count = 0;
      const buckets = durations.counts.map((more, index) => {
        count += more;
        return {metricName: `${NAME}_bucket`, value: count, labels: BOUND_LABELS[index]!, sharedLabels};
      });
      return [
        ...buckets,
        {metricName: `${NAME}_sum`, value: figures.latencySumMicros / MICROS_PER_S, sharedLabels},
        {metricName: `${NAME}_count`, value: count, sharedLabels},
      ];
    }),
};
