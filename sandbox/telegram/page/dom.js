// Small helpers to build the page's elements. Text always enters as text nodes.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  menu: "M4 7h16M4 12h16M4 17h16",
  clip: "M20 11.500 12 19.500a5 5 0 0 1-7-7l8.500-8.500a3.400 3.400 0 0 1 4.800 4.800L9.800 17.300a1.700 1.700 0 0 1-2.400-2.400l7.600-7.600",
  send: "M4 12 20 4.500 14.500 20l-3-6.500zM11.500 13.500 20 4.500",
  close: "M6 6l12 12M18 6 6 18",
  more: "M12 6h.01M12 12h.01M12 18h.01",
  keys: "M4 7h16v10H4zM7.500 10.500h.01M12 10.500h.01M16.500 10.500h.01M8 14h8",
  down: "M6 9l6 6 6-6",
  play: "M8 5.500v13l10.500-6.500z",
  pause: "M8 6v12M16 6v12",
  file: "M7 3.500h7l4 4v13H7zM14 3.500v4h4",
  pin: "M12 21s6.500-6 6.500-11a6.500 6.500 0 0 0-13 0c0 5 6.500 11 6.500 11zM12 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  link: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5M8 12h8",
  video: "M3.500 7h11v10h-11zM14.500 11l6-3.500v9l-6-3.500",
  people: "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20a6.500 6.500 0 0 1 13 0M16 4.500a3.500 3.500 0 0 1 0 6.500M18 14.200A6.500 6.500 0 0 1 21.500 20",
  bolt: "M13 3 5 13.500h6L10 21l8.500-11h-6z",
  reply: "M9 7 4 12l5 5M4 12h9a6 6 0 0 1 6 6",
  edit: "M4 20l1-4L16 5l3 3L8 19z",
  mic: "M12 15a3.500 3.500 0 0 0 3.500-3.500v-5a3.500 3.500 0 0 0-7 0v5A3.500 3.500 0 0 0 12 15zM5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3",
  check: "M5 12.500 10 17.500 19 7.500",
};

/** An element: `props` are attributes, except `on` (listeners), `data` (dataset) and `value`; false leaves an attribute out, but aria-* keep it. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined) continue;
    if (name.startsWith("aria-")) node.setAttribute(name, String(value));
    else if (value === false) continue;
    else if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  if (tag === "button" && !node.hasAttribute("type")) node.setAttribute("type", "button");
  append(node, children);
  return node;
}

/** Append nodes, strings and nested lists of them; null and false are left out. */
export function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", name === "more" ? "icon bold" : "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export function iconButton(name, label, onClick, props = {}) {
  return h("button", { class: "icon-button", "aria-label": label, title: label, on: { click: onClick }, ...props }, icon(name));
}

const HUES = [212, 268, 158, 22, 338, 188, 44, 292];

/** A steady hue for an id, so that a person keeps one colour everywhere. */
export function hue(id) {
  return HUES[Math.abs(Number(id)) % HUES.length];
}

export function avatar(id, name, size = "") {
  const letters = [...(name || "?").replace(/党支部$/, "")];
  const node = h("span", { class: `avatar ${size}`, "aria-hidden": "true" }, letters.slice(-1)[0]);
  node.style.setProperty("--hue", hue(id));
  return node;
}

/** A menu at `anchor`, or at the point `at`: items `{label, run, danger?, checked?}` or null for a line. Closed by Escape or a press elsewhere. */
export function openMenu(anchor, items, label, at = null) {
  closeMenu();
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label });
  for (const item of items) {
    if (!item) {
      menu.append(h("hr"));
      continue;
    }
    const press = () => {
      closeMenu();
      item.run();
    };
    const hint = item.hint ? h("small", {}, item.hint) : null;
    menu.append(h("button", { role: "menuitem", class: item.danger ? "danger" : "", on: { click: press } }, item.label, hint));
  }
  menu.addEventListener("keydown", (event) => {
    const buttons = [...menu.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    if (event.key === "Escape") {
      closeMenu();
      anchor.focus?.();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      buttons[(at + step + buttons.length) % buttons.length]?.focus();
    }
  });
  document.body.append(menu);
  const box = at ? new DOMRect(at.x, at.y) : anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = Math.max(8, Math.min(box.left, innerWidth - width - 8));
  const below = box.bottom + 4 + height <= innerHeight - 8;
  const top = below ? box.bottom + 4 : Math.max(8, box.top - height - 4);
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
  menu.querySelector("button")?.focus();
  setTimeout(() => addEventListener("pointerdown", outside), 0);
  return menu;
}

function outside(event) {
  if (!event.target.closest?.(".menu")) closeMenu();
}

export function closeMenu() {
  removeEventListener("pointerdown", outside);
  document.querySelector("body > .menu")?.remove();
}

function keepInside(event, form) {
  const stops = [...form.querySelectorAll("input, textarea, button")];
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0]).focus();
}

/**
 * A question over `host`; resolves to the form's values (one per field), or null when it is cancelled.
 * `other` adds a third button, which resolves to {other: true}; `extra` is a node shown above the fields.
 */
export function ask(host, { title, text, fields = [], confirm = "确定", cancel = "取消", alert = false, other = null, extra = null }) {
  return new Promise((resolve) => {
    const back = document.activeElement;
    const inputs = fields.map((field) => h(field.lines ? "textarea" : "input", {
      name: field.name, type: field.type ?? "text", placeholder: field.placeholder, value: field.value ?? "",
      rows: field.lines, step: field.step, "aria-label": field.label, autocomplete: "off", spellcheck: "false",
    }));
    const done = (answer) => {
      veil.remove();
      back?.focus?.();
      resolve(answer);
    };
    const form = h(
      "form",
      { class: "dialog", role: alert ? "alertdialog" : "dialog", "aria-modal": "true", "aria-label": title },
      h("h3", {}, title),
      text ? h("p", {}, text) : null,
      extra,
      inputs.map((input, at) => h("label", {}, fields[at].label, input)),
      h(
        "div",
        { class: "dialog-buttons" },
        other ? h("button", { class: "plain other", on: { click: () => done({ other: true }) } }, other) : null,
        alert ? null : h("button", { class: "plain", on: { click: () => done(null) } }, cancel),
        h("button", { class: "primary", type: "submit" }, confirm),
      ),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      done(Object.fromEntries(inputs.map((input) => [input.name, input.value])));
    });
    const veil = h("div", { class: "veil" }, form);
    veil.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape") done(null);
      else if (event.key === "Tab") keepInside(event, form);
    });
    host.append(veil);
    (inputs[0] ?? form.querySelector("[type=submit]")).focus();
  });
}
