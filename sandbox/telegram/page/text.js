// Message text: the server's HTML becomes elements through a short list of allowed tags; nothing else passes.

import { h } from "./dom.js";

const PLAIN_TAGS = new Set(["B", "STRONG", "I", "EM", "U", "INS", "S", "DEL", "CODE", "PRE", "BLOCKQUOTE"]);
const BLOCKS = new Set(["PRE", "BLOCKQUOTE"]);
const SAFE_LINK = /^(https?:|tg:|mailto:|tel:)/i;
const FINDS = /(https?:\/\/[^\s<>"，。；、）]+|\bt\.me\/[^\s<>"，。；、）]+)|(^|[\s（(：:，。])(\/[a-z][a-z0-9_]{0,31}(?:@[A-Za-z0-9_]+)?)(?![A-Za-z0-9_/])/g;

/** Build the nodes of `html`. `actions` is {openLink(url), sendCommand(text)}. */
export function richText(html, actions) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const out = h("div", { class: "text" });
  for (const child of parsed.body.childNodes) copy(child, out, actions, false);
  return out;
}

function copy(node, into, actions, literal) {
  if (node.nodeType === Node.TEXT_NODE) {
    // A block ends its own line: the newline after it would be an empty one.
    const text = BLOCKS.has(node.previousSibling?.nodeName) ? node.textContent.replace(/^\n/, "") : node.textContent;
    if (literal) into.append(text);
    else linkify(text, into, actions);
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  const target = counterpart(node, actions);
  const inner = literal || ["A", "CODE", "PRE"].includes(node.tagName);
  for (const child of node.childNodes) copy(child, target ?? into, actions, inner);
  if (target) into.append(target);
}

function counterpart(node, actions) {
  if (node.tagName === "BR") return h("br");
  if (node.tagName === "A") {
    const url = node.getAttribute("href") ?? "";
    return SAFE_LINK.test(url) ? link(url, actions) : null;
  }
  if (node.tagName === "TG-SPOILER" || (node.tagName === "SPAN" && node.classList.contains("tg-spoiler"))) {
    const spoiler = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "剧透，按下显示" });
    const show = () => {
      spoiler.classList.add("shown");
      spoiler.removeAttribute("aria-label");
    };
    spoiler.addEventListener("click", show);
    spoiler.addEventListener("keydown", (event) => event.key === "Enter" && show());
    return spoiler;
  }
  if (!PLAIN_TAGS.has(node.tagName)) return null;
  const made = h(node.tagName.toLowerCase());
  if (node.tagName === "BLOCKQUOTE" && node.hasAttribute("expandable")) {
    made.classList.add("expandable");
    made.addEventListener("click", () => made.classList.toggle("open"));
  }
  return made;
}

function link(url, actions, text) {
  const open = (event) => {
    event.preventDefault();
    actions.openLink(url);
  };
  return h("a", { href: url, rel: "noopener noreferrer", on: { click: open } }, text);
}

function linkify(text, into, actions) {
  let from = 0;
  for (const found of text.matchAll(FINDS)) {
    const [whole, url, before, command] = found;
    into.append(text.slice(from, found.index));
    if (url) into.append(link(url.startsWith("http") ? url : `https://${url}`, actions, url));
    else into.append(before, h("button", { class: "command", on: { click: () => actions.sendCommand(command) } }, command));
    from = found.index + whole.length;
  }
  into.append(text.slice(from));
}

/** The start payload when `url` leads to this bot (an empty string without one), else null. */
export function deepLink(url, username) {
  const name = (username ?? "").toLowerCase();
  const web = /^(?:https?:\/\/)?(?:t|telegram)\.me\/(\w+)\/?(?:\?(.*))?$/i.exec(url.trim());
  const app = /^tg:(?:\/\/)?resolve\?(.*)$/i.exec(url.trim());
  const parameters = new URLSearchParams(web?.[2] ?? app?.[1] ?? "");
  const domain = web?.[1] ?? parameters.get("domain");
  if (!domain || domain.toLowerCase() !== name) return null;
  return parameters.get("start") ?? "";
}
