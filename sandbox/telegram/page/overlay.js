// What lies over the page for a moment: short notices and a picture in full size.

import { h, iconButton } from "./dom.js";

const SHOWN_FOR = 4500;

/** A short notice at the foot of `host`, read out by screen readers; it goes by itself or at a press. */
export function toast(host, text) {
  host.querySelector(":scope > .toast")?.remove();
  const note = h("div", { class: "toast", role: "status" }, text);
  note.addEventListener("click", () => note.remove());
  host.append(note);
  setTimeout(() => note.remove(), SHOWN_FOR);
}

/** A picture over the whole page; Escape, the cross or a press beside it close it. */
export function lightbox(url, name = "图片") {
  const back = document.activeElement;
  const close = () => {
    veil.remove();
    back?.focus?.();
  };
  const image = h("img", { src: url, alt: name });
  const cross = iconButton("close", "关闭图片", close);
  const veil = h("div", { class: "lightbox", role: "dialog", "aria-modal": "true", "aria-label": "查看图片" }, image, cross);
  veil.addEventListener("click", (event) => event.target === veil && close());
  veil.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Tab") event.preventDefault();
  });
  document.body.append(veil);
  cross.focus();
}
