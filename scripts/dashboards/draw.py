"""A panel value to Grafana's panel, by the typed builders of its foundation SDK."""

from __future__ import annotations

from typing import Any

from grafana_foundation_sdk.builders import (
    bargauge,
    common,
    heatmap,
    prometheus,
    stat,
    statetimeline,
    table,
    timeseries,
)
from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.models import common as shapes
from grafana_foundation_sdk.models import dashboard as models
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from scripts.dashboards.colours import BAD, GOOD, PALETTES, QUIET
from scripts.dashboards.limits import LIMITS, LOW_IS_BAD, step
from scripts.dashboards.panel import Kind, Panel

SOURCE = shapes.DataSourceRef(type_val="prometheus", uid="${datasource}")
_MAKERS: dict[Kind, type] = {
    "stat": stat.Panel,
    "timeseries": timeseries.Panel,
    "table": table.Panel,
    "bargauge": bargauge.Panel,
    "statetimeline": statetimeline.Panel,
    "heatmap": heatmap.Panel,
}


def drawn(panel: Panel, number: int, x: int, y: int) -> Any:
    """The builder of a panel at its place; `number` is its id, which the SDK does not give."""
    made = _MAKERS[panel.kind]().id(number).title(panel.title).description(panel.description()).datasource(SOURCE)
    made.grid_pos(models.GridPos(h=panel.height, w=panel.width, x=x, y=y)).unit(panel.unit)
    for place, target in enumerate(panel.targets):
        query = prometheus.Dataquery().expr(target.expr).legend_format(target.legend or "__auto")
        query.ref_id(chr(ord("A") + place)).datasource(SOURCE)
        if panel.kind == "heatmap":
            query.format(PromQueryFormat.HEATMAP)  # Grafana then takes the buckets apart, which are cumulative
        made.with_target(_moment(query, panel) if target.at_once else query.range())
    if panel.decimals is not None:
        made.decimals(panel.decimals)
    _bounds(made, panel)
    _colours(made, panel)
    return _styled(made, panel)


def _moment(query: Any, panel: Panel) -> Any:
    query.instant()
    return query.format(PromQueryFormat.TABLE) if panel.kind == "table" else query


def _bounds(made: Any, panel: Panel) -> None:
    if panel.least is not None:
        made.min(panel.least)
    if panel.most is not None:
        made.max(panel.most)


def _colours(made: Any, panel: Panel) -> None:
    for name, colour in PALETTES.get(panel.palette, {}).items():
        fixed = models.DynamicConfigValue(id_val="color", value={"mode": "fixed", "fixedColor": colour})
        made.override_by_name(name, [fixed])
    made.thresholds(build.ThresholdsConfig().mode(models.ThresholdsMode.ABSOLUTE).steps(_steps(panel)))
    classic = panel.kind == "timeseries" and not panel.palette
    mode = models.FieldColorModeId.PALETTE_CLASSIC if classic else models.FieldColorModeId.THRESHOLDS
    made.color_scheme(build.FieldColor().mode(mode))


def _steps(panel: Panel) -> list[models.Threshold]:
    """From which value on which colour: the alert's number, or the floor, or for states just something and nothing."""
    if panel.alert in LOW_IS_BAD or panel.floor is not None:
        edge = LIMITS[panel.alert] if panel.floor is None else panel.floor
        return [models.Threshold(color=BAD), models.Threshold(value=edge, color=GOOD)]
    if panel.alert in LIMITS:
        return [models.Threshold(color=GOOD), models.Threshold(value=step(panel.alert), color=BAD)]
    if panel.kind == "statetimeline":
        return [models.Threshold(color=QUIET), models.Threshold(value=1.0, color=GOOD)]
    return [models.Threshold(color=GOOD)]


def _styled(made: Any, panel: Panel) -> Any:
    style = {"timeseries": _lines, "stat": _figure, "table": _rows, "bargauge": _bars, "heatmap": _heat}
    return style[panel.kind](made, panel) if panel.kind in style else made


def _lines(made: Any, panel: Panel) -> Any:
    made.legend(common.VizLegendOptions().show_legend(True).placement(shapes.LegendPlacement.BOTTOM))
    made.tooltip(common.VizTooltipOptions().mode(shapes.TooltipDisplayMode.MULTI)).fill_opacity(8).line_width(1)
    made.show_points(shapes.VisibilityMode.NEVER)
    if panel.stacked:
        made.stacking(common.StackingConfig().mode(shapes.StackingMode.NORMAL).group("A")).fill_opacity(40)
    if panel.alert in LIMITS:
        made.thresholds_style(common.GraphThresholdsStyleConfig().mode(shapes.GraphThresholdsStyleMode.DASHED))
    return made


def _latest() -> Any:
    return common.ReduceDataOptions().calcs(["lastNotNull"]).values(False)


def _figure(made: Any, panel: Panel) -> Any:
    made.color_mode(shapes.BigValueColorMode.VALUE).graph_mode(shapes.BigValueGraphMode.AREA)
    text = shapes.BigValueTextMode.NAME if panel.text == "name" else shapes.BigValueTextMode.VALUE
    return made.text_mode(text).reduce_options(_latest())


def _bars(made: Any, _panel: Panel) -> Any:
    made.orientation(shapes.VizOrientation.HORIZONTAL).display_mode(shapes.BarGaugeDisplayMode.BASIC)
    return made.reduce_options(_latest())


def _rows(made: Any, panel: Panel) -> Any:
    shown = {name: place for place, name in enumerate((*panel.columns, "Value"))}
    organise = {"excludeByName": {"Time": True}, "indexByName": shown, "renameByName": {}}
    made.with_transformation(models.DataTransformerConfig(id_val="organize", options=organise))
    return made.sort_by([common.TableSortByFieldState().display_name("Value").desc(True)])


def _heat(made: Any, _panel: Panel) -> Any:
    return made.calculate(False).hide_legend()
