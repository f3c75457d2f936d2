// The list of the bureau's people: searched as one types, the recent ones on top.

import { api } from "./api.js";
import { append, avatar, h } from "./dom.js";
import { recent } from "./store.js";

const POSTS = ["支部书记", "支委", "党小组长", "党务干部", "纪检监察", "党委书记", "群众"];
const WORDS = { 支委: ["组织委员", "宣传委员", "纪检委员", "支部副书记", "支部书记"] };
const PAGE = 500;

export class People {
  /** `choose(person)` opens somebody; `isOpen(id)` marks who is in a column. */
  constructor({ list, search, count, posts, choose, isOpen }) {
    Object.assign(this, { list, search, count, choose, isOpen });
    this.all = [];
    this.byId = new Map();
    this.post = null;
    search.addEventListener("input", () => this.show());
    search.addEventListener("keydown", (event) => this.searchKey(event));
    list.addEventListener("keydown", (event) => this.listKey(event));
    this.chips = POSTS.map((post) => h("button", { class: "post-chip", "aria-pressed": "false", on: { click: () => this.filter(post) } }, post));
    append(posts, this.chips);
  }

  async load() {
    const found = [];
    let total = 1;
    while (found.length < total) {
      const page = await api.people("", found.length, PAGE);
      total = page.total;
      found.push(...page.people);
      if (!page.people.length) break;
    }
    this.all = found.map((person) => ({ ...person, haystack: haystack(person) }));
    this.byId = new Map(this.all.map((person) => [person.id, person]));
    this.show();
  }

  filter(post) {
    this.post = this.post === post ? null : post;
    for (const chip of this.chips) chip.setAttribute("aria-pressed", chip.textContent === this.post);
    this.show();
  }

  show() {
    const words = this.search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = this.post ? (WORDS[this.post] ?? [this.post]) : null;
    const matches = this.all.filter(
      (person) => words.every((word) => person.haystack.includes(word)) && (!wanted || wanted.some((word) => person.haystack.includes(word))),
    );
    const lately = words.length || wanted ? [] : recent().map((id) => this.byId.get(id)).filter(Boolean);
    this.count.textContent = matches.length ? `${words.length || wanted ? "找到" : "共"} ${matches.length} 人` : "没有找到，换个词试试";
    const first = words.length || wanted ? [] : this.all.filter((person) => person.hint).sort(byHint);
    const sections = [];
    if (first.length) sections.push(this.section("从这里开始", first, "hint"));
    if (lately.length) sections.push(this.section("最近", lately));
    if (matches.length) sections.push(this.section(lately.length || first.length ? "全部人员" : null, matches));
    this.list.replaceChildren(...sections.flat());
  }

  section(title, people, about = "note") {
    const list = h("ul", { "aria-label": title ?? "搜索结果" }, people.map((person) => this.row(person, about)));
    return title ? [h("h2", { class: "people-title" }, title), list] : [list];
  }

  row(person, about) {
    const open = this.isOpen(person.id);
    const state = person.blocked ? "已屏蔽" : person.started ? "" : "未开始";
    return h(
      "li",
      {},
      h(
        "button",
        { class: open ? "person open" : "person", data: { person: person.id }, "aria-pressed": open, "aria-label": `${person.name} ${person.note}`, on: { click: () => this.choose(person) } },
        avatar(person.id, person.name),
        h("span", { class: "person-text" }, h("b", {}, person.name, state ? h("small", { class: "muted" }, state) : null), h("small", {}, person[about])),
      ),
    );
  }

  searchKey(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const first = this.list.querySelector(".person");
    if (event.key === "Enter" && first) {
      event.preventDefault();
      first.click();
    } else if (event.key === "ArrowDown" && first) {
      event.preventDefault();
      first.focus();
    } else if (event.key === "Escape") {
      this.search.value = "";
      this.show();
    }
  }

  listKey(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const rows = [...this.list.querySelectorAll(".person")];
    const at = rows.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    (rows[at] ?? (at < 0 ? this.search : rows.at(-1))).focus();
  }
}

function byHint(one, other) {
  return one.hint.localeCompare(other.hint, "zh", { numeric: true });
}

function haystack(person) {
  return [person.name, person.username ?? "", person.phone, person.note, person.id].join(" ").toLowerCase();
}
