"use strict";
(() => {
  const content = JSON.parse(document.getElementById("content").textContent);
  const { card, words } = content;
  const element = (tag, text, className) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const byId = (id) => document.getElementById(id);
  document.querySelector("h1").textContent = content.title;
  byId("hint").textContent = words.hint;
  byId("all").textContent = words.all;
  byId("find").placeholder = words.search;

  let near = null; // ids to keep bright while something is selected
  const paint = (ctx, node, x, y, selected) => {
    const height = node.lines.length * card.line + 2 * card.padding;
    const left = x - card.width / 2, top = y - height / 2;
    return {
      drawNode() {
        ctx.save();
        ctx.beginPath();
        ctx.roundRect(left, top, card.width, height, 7);
        ctx.fillStyle = "#ffffff"; // opaque even where the card is dimmed: no line runs through its words
        ctx.fill();
        ctx.globalAlpha = near && !near.has(node.id) ? 0.25 : 1;
        ctx.fillStyle = node.colour + (selected ? "44" : "1f");
        ctx.fill();
        ctx.lineWidth = selected ? 3 : 1;
        ctx.strokeStyle = selected ? node.colour : node.colour + "88";
        ctx.stroke();
        ctx.fillStyle = node.colour;
        ctx.beginPath();
        ctx.roundRect(left, top, 6, height, [7, 0, 0, 7]);
        ctx.fill();
        ctx.fillStyle = "#18181b";
        ctx.font = '15px system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Zen Hei", sans-serif';
        ctx.textAlign = "left";
        ctx.textBaseline = "middle";
        node.lines.forEach((line, i) => ctx.fillText(line, left + 15, top + card.padding + (i + 0.5) * card.line));
        ctx.restore();
      },
      nodeDimensions: { width: card.width, height },
    };
  };
  const tooltip = (head, quotes) => [head, ...quotes.map((q) => `“${q}”`)].join("\n");
  const nodes = new vis.DataSet(content.nodes.map((node) => ({
    id: node.id, x: node.x, y: node.y, shape: "custom", kind: node.kind, hidden: false,
    ctxRenderer: ({ ctx, x, y, state }) => paint(ctx, node, x, y, state.selected),
    title: tooltip(`${node.labels.zh}\n${node.labels.en}`, node.quotes.slice(0, 3)),
  })));
  const edges = new vis.DataSet(content.edges.map((edge) => ({
    id: edge.id, from: edge.from, to: edge.to, arrows: { to: { enabled: true, scaleFactor: 0.45 } },
    smooth: content.nodes[edge.from].x === content.nodes[edge.to].x
      ? { enabled: true, type: "curvedCW", roundness: 0.12 } : { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.45 },
    dashes: edge.inferred ? [7, 6] : false, color: { color: "#a8a29e", highlight: "#1d4ed8", opacity: 0.55 },
    title: tooltip(`${edge.relation} · ${edge.grade}`, edge.quotes),
  })));
  const network = new vis.Network(byId("picture"), { nodes, edges }, {
    physics: false, layout: { improvedLayout: false }, interaction: { hover: true, tooltipDelay: 120, hideEdgesOnDrag: content.nodes.length > 600 },
    edges: { width: 1, selectionWidth: 1.5, hoverWidth: 1 },
  });

  const box = () => {
    const shown = content.nodes;
    const xs = shown.map((n) => n.x), ys = shown.map((n) => n.y);
    return { left: Math.min(...xs) - card.width / 2, right: Math.max(...xs) + card.width / 2, top: Math.min(...ys) - 40, bottom: Math.max(...ys) + 40 };
  };
  const whole = () => {
    const area = byId("picture").getBoundingClientRect(), b = box();
    const scale = Math.min(1, area.width / (b.right - b.left + 60));
    const tall = (b.bottom - b.top) * scale > area.height;
    const y = tall ? b.top + area.height / scale / 2 : (b.top + b.bottom) / 2;
    network.moveTo({ position: { x: (b.left + b.right) / 2, y }, scale });
  };
  const panel = byId("panel");
  const select = (id) => {
    network.selectNodes([id]);
    show(id);
  };
  const show = (id) => {
    const node = content.nodes[id];
    const touching = content.edges.filter((e) => e.from === id || e.to === id);
    near = new Set([id, ...touching.map((e) => (e.from === id ? e.to : e.from))]);
    panel.replaceChildren();
    panel.hidden = false;
    const kind = element("span", label(node.kind), "kind");
    kind.style.background = node.colour;
    panel.append(kind, element("h2", node.labels.zh), element("p", node.labels.en, "other"));
    if (!node.quotes.length) panel.append(element("p", words.none, "other"));
    node.quotes.forEach((q) => panel.append(element("blockquote", q)));
    const list = element("ul");
    touching.forEach((edge) => {
      const out = edge.from === id, other = content.nodes[out ? edge.to : edge.from];
      const item = element("li");
      item.append(element("span", out ? `${edge.relation} →` : `← ${edge.relation}`, "relation"), element("span", edge.grade, "grade"), element("br"));
      const link = element("button", other.label);
      link.type = "button";
      link.onclick = () => { select(other.id); network.moveTo({ position: { x: other.x, y: other.y }, animation: true }); };
      item.append(link);
      edge.quotes.forEach((q) => item.append(element("blockquote", q)));
      list.append(item);
    });
    panel.append(list);
    network.redraw();
  };
  const clear = () => { near = null; panel.hidden = true; network.unselectAll(); network.redraw(); };
  network.on("click", ({ nodes: hit }) => (hit.length ? show(hit[0]) : clear()));
  byId("all").onclick = () => { clear(); whole(); };
  byId("find").oninput = (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    const hit = wanted && content.nodes.find((n) => Object.values(n.labels).some((l) => l.toLowerCase().includes(wanted)));
    if (!hit) return clear();
    select(hit.id);
    network.moveTo({ position: { x: hit.x, y: hit.y }, scale: Math.max(network.getScale(), 0.8) });
  };

  const kinds = new Map(content.legend.flatMap((g) => g.kinds.map((k) => [k.kind, k])));
  const label = (kind) => kinds.get(kind)?.label ?? kind;
  const legend = byId("legend");
  content.legend.forEach((group) => {
    legend.append(element("h2", group.layer));
    group.kinds.forEach((kind) => {
      const toggle = element("button");
      toggle.type = "button";
      toggle.setAttribute("aria-pressed", "true");
      const chip = element("span", undefined, "chip");
      chip.style.background = kind.colour;
      toggle.append(chip, element("span", kind.label), element("span", kind.count, "count"));
      toggle.onclick = () => {
        const hide = toggle.getAttribute("aria-pressed") === "true";
        toggle.setAttribute("aria-pressed", String(!hide));
        nodes.update(content.nodes.filter((n) => n.kind === kind.kind).map((n) => ({ id: n.id, hidden: hide })));
      };
      legend.append(toggle);
    });
  });
  legend.append(element("p", words.inferred));
  const hidden = Object.entries(content.hidden);
  if (hidden.length) legend.append(element("p", `${words.hidden}: ${hidden.map(([k, n]) => `${k} ${n}`).join(", ")}`));
  whole();
  window.plankg = { network, nodes: content.nodes, ready: true };
})();
