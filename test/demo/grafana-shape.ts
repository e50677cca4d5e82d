import type {
  AnnotationQuery,
  Dashboard,
  DataQuery,
  FieldConfigSource,
  Panel,
  VariableModel,
} from '@grafana/schema';
import type {Options as StatOptions} from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type {
  Options as TimeSeriesOptions,
  FieldConfig as TimeSeriesStyle,
} from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

/** As it stands in JSON: members of an enum by their values. */
type Plain<T> = T extends string
  ? `${T}`
  : T extends number | boolean | null | undefined
    ? T
    : T extends readonly (infer Entry)[]
      ? Plain<Entry>[]
      : {[Key in keyof T]: Plain<T[Key]>};

/** What the data source of Prometheus takes besides; its own types are in no package of a reasonable size. */
interface PrometheusQuery extends DataQuery {
  expr: string;
  legendFormat: string;
}
interface PrometheusAnnotation extends AnnotationQuery {
  expr: string;
  step: string;
  titleFormat: string;
}
interface PrometheusVariable extends VariableModel {
  definition?: string;
}

/** Grafana fills in what is not said. */
interface PanelOf<Type extends string, Options, Style>
  extends Omit<Panel, 'fieldConfig' | 'options' | 'targets'> {
  type: Type;
  options: Partial<Options>;
  fieldConfig: FieldConfigSource<Style>;
  targets: PrometheusQuery[];
}

interface Used extends Omit<Dashboard, 'annotations' | 'panels' | 'templating'> {
  annotations: {list: PrometheusAnnotation[]};
  templating: {list: PrometheusVariable[]};
  panels: (
    | PanelOf<'stat', StatOptions, object>
    | PanelOf<'timeseries', TimeSeriesOptions, TimeSeriesStyle>
  )[];
}

/** A dashboard of Grafana, with the kinds of panels that ours has. */
export type DashboardShape = Plain<Used>;
