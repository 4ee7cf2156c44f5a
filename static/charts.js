/* Draws each figure[data-chart] from its JSON block. ECharts is fetched only by pages that have a chart;
   without it the table twin stays. */
(function () {
  "use strict";

  const source = document.currentScript.dataset.echarts;
  const css = getComputedStyle(document.documentElement);
  const colour = (name) => css.getPropertyValue(name).trim();
  const TONES = { good: "#2f8f57", warn: "#d08a1d", bad: "#b01c1c", info: "#4a78b5", neutral: "#9aa6b8" };
  const SERIES = ["#5d6f8a", "#aeb9c8", "#c69a4b", "#4a78b5", "#7a6a8c"];
  const SYMBOLS = ["circle", "emptyTriangle", "emptyRect", "diamond"];
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  let loading = null;

  function withECharts(then) {
    if (window.echarts) return then();
    loading = loading || new Promise((done, fail) => {
      const script = document.createElement("script");
      script.src = source;
      script.onload = done;
      script.onerror = fail;
      document.head.append(script);
    });
    loading.then(then, () => {});
  }

  /* A radar draws what is not there at its middle, as a zero would be: a side without a value is left out, and so is a
     series that lacks one of the sides drawn. Both stand in the table. */
  function radarOf(chart) {
    const size = parseFloat(getComputedStyle(document.body).fontSize) - 2;
    const text = { color: colour("--ink-soft"), fontSize: size, fontFamily: colour("--font") };
    const sides = chart.labels.map((_, index) => index).filter((index) => chart.series[0].values[index] != null);
    if (sides.length < 3) return null;
    const drawn = chart.series.map((series, index) => ({ series, index })).filter(({ series }) => sides.every((side) => series.values[side] != null));
    return {
      animation: !calm, animationDuration: 250, textStyle: text,
      legend: { bottom: 0, textStyle: text },
      tooltip: { trigger: "item", confine: true, valueFormatter: (value) => `${value}${chart.unit || ""}`, textStyle: { fontSize: size } },
      radar: {
        indicator: sides.map((side) => ({ name: chart.labels[side], max: 100 })), radius: "58%", center: ["50%", "47%"],
        axisName: { ...text, color: colour("--ink") }, splitNumber: 4, splitArea: { show: false },
        splitLine: { lineStyle: { color: colour("--line") } }, axisLine: { lineStyle: { color: colour("--line") } },
      },
      series: [{
        type: "radar",
        data: drawn.map(({ series, index }) => ({
          name: series.name, value: sides.map((side) => Number(series.values[side])), symbol: SYMBOLS[index % SYMBOLS.length], symbolSize: 6,
          itemStyle: { color: index ? SERIES[index % SERIES.length] : colour("--primary") },
          lineStyle: { width: index ? 1.5 : 2.5, type: index ? ["dashed", "dotted", "solid"][index % 3] : "solid" },
          areaStyle: index ? undefined : { opacity: 0.08 },
        })),
      }],
    };
  }

  function optionOf(chart) {
    if (chart.kind === "radar") return radarOf(chart);
    const size = parseFloat(getComputedStyle(document.body).fontSize) - 2;
    const lying = chart.kind === "bars";
    const lines = chart.kind === "lines" || chart.kind === "spark";
    const spark = chart.kind === "spark";
    const many = chart.series.length > 1;
    const text = { color: colour("--ink-soft"), fontSize: size, fontFamily: colour("--font") };
    const labels = { type: "category", data: chart.labels, inverse: lying, axisTick: { show: false }, axisLine: { lineStyle: { color: colour("--line-control") } }, axisLabel: { ...text, hideOverlap: !lying, interval: lying ? 0 : "auto" }, show: !spark, boundaryGap: !lines };
    const values = { type: "value", max: chart.unit === "%" && !spark ? 100 : null, splitLine: { show: !lying && !spark, lineStyle: { color: colour("--line") } }, axisLabel: { ...text, show: !lying && !spark, formatter: `{value}${chart.unit === "%" ? "%" : ""}` } };
    return {
      animation: !calm, animationDuration: 250,
      textStyle: text,
      grid: { left: 8, right: lines && !many ? 52 : 12, top: many ? 36 : 24, bottom: 6, containLabel: true },
      legend: many ? { top: 4, right: 8, textStyle: text, icon: "roundRect", itemWidth: 12, itemHeight: 8 } : undefined,
      tooltip: { trigger: "axis", axisPointer: { type: lines ? "line" : "shadow" }, valueFormatter: (value) => (value == null ? "—" : `${value}${chart.unit || ""}`), textStyle: { fontSize: size } },
      xAxis: lying ? values : labels,
      yAxis: lying ? [labels, valuesAtTheEdge(chart, text)] : values,
      series: chart.series.map((series, index) => seriesOf(chart, series, index, { lying, lines, spark, many, text })),
    };
  }

  /* Beside the bars, not on them: a reference line would run through the numbers. */
  function valuesAtTheEdge(chart, text) {
    const shown = chart.series.length === 1 ? chart.series[0].values.map((value) => (value == null ? "—" : `${value}${chart.unit || ""}`)) : [];
    return { type: "category", inverse: true, position: "right", data: shown, axisTick: { show: false }, axisLine: { show: false }, axisLabel: { ...text, interval: 0 } };
  }

  function seriesOf(chart, series, index, { lying, lines, spark, many, text }) {
    const ink = series.tone ? TONES[series.tone] : spark ? colour("--primary") : SERIES[index % SERIES.length];
    const last = series.values.length - 1;
    return {
      name: series.name, data: series.values, type: lines ? "line" : "bar", color: ink,
      stack: chart.kind === "stacked" ? "all" : undefined,
      barMaxWidth: 18, symbol: SYMBOLS[index % SYMBOLS.length], symbolSize: 6, showSymbol: !spark, lineStyle: { width: 2 }, connectNulls: false,
      endLabel: lines && !many ? { show: true, ...text, formatter: ({ value }) => `${value}${chart.unit || ""}` } : undefined,
      label: { show: chart.kind === "columns" && !many, ...text, position: "top", formatter: `{c}${chart.unit === "%" ? "%" : ""}` },
      markLine: chart.reference && index === 0 && chart.reference.value != null ? {
        silent: true, symbol: "none", animation: false,
        lineStyle: { color: colour("--primary"), type: "dashed" },
        label: { ...text, color: colour("--primary"), position: lying ? "start" : "insideEndTop", distance: lying ? 4 : 2, formatter: `${chart.reference.name} ${chart.reference.value}${chart.unit || ""}` },
        data: [lying ? { xAxis: chart.reference.value } : { yAxis: chart.reference.value }],
      } : undefined,
    };
  }

  function draw(figure) {
    if (figure.dataset.drawn) return;
    const data = document.getElementById(figure.dataset.chart);
    if (!data) return;
    const chart = JSON.parse(data.textContent);
    if (!chart.labels.length) return;
    figure.dataset.drawn = "1";
    if (chart.kind === "radar" && !radarOf(chart)) return;
    withECharts(() => show(figure, chart));
  }

  function show(figure, chart) {
    const canvas = figure.querySelector(".chart-canvas");
    const table = figure.querySelector(".chart-table");
    const toggle = figure.querySelector(".chart-toggle");
    if (!chart.height && chart.kind === "bars") canvas.style.height = `${chart.labels.length * 24 * Math.max(1, chart.series.length * 0.75) + 60}px`;
    canvas.hidden = false;
    table.hidden = true;
    toggle.hidden = false;
    const instance = window.echarts.init(canvas, null, { renderer: "svg" });
    instance.setOption(optionOf(chart));
    instance.on("click", ({ dataIndex }) => { if (chart.urls?.[dataIndex]) window.location.assign(chart.urls[dataIndex]); });
    new ResizeObserver(() => instance.resize()).observe(canvas);
    toggle.addEventListener("click", () => {
      const asTable = table.hidden;
      table.hidden = !asTable;
      canvas.hidden = asTable;
      toggle.textContent = asTable ? "看图" : "看表格";
      toggle.setAttribute("aria-expanded", String(asTable));
    });
    window.addEventListener("beforeprint", () => { table.hidden = false; });
  }

  const drawAll = (root) => root.querySelectorAll("figure[data-chart]").forEach(draw);
  drawAll(document);
  document.addEventListener("htmx:load", (event) => drawAll(event.target));
})();
