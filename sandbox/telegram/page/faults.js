// The fault panel: what goes wrong on purpose, and a look at what the bot has been doing.

import { api } from "./api.js";
import { append, h, iconButton } from "./dom.js";

const KINDS = { 429: "429 太快", 403: "403 禁止", 500: "500 出错", 502: "502 网关", slow: "变慢", drop: "断线（未办）", drop_after: "断线（已办）" };
const METHODS = { "*": "所有方法", "send*": "发送", "edit*": "编辑", answerCallbackQuery: "回应按钮", getUpdates: "收取更新", getFile: "下载文件" };
const PRESETS = [
  { label: "429 一次，等 5 秒", rule: { kind: "429", method: "send*", retry_after: 5, times: 1 } },
  { label: "403 一次", rule: { kind: "403", method: "send*", times: 1 } },
  { label: "500 三次", rule: { kind: "500", times: 3 } },
  { label: "每次慢 3 秒", rule: { kind: "slow", method: "send*", seconds: 3 } },
  { label: "断线一次", rule: { kind: "drop", method: "send*", times: 1 } },
  { label: "已办却断线一次", rule: { kind: "drop_after", method: "send*", times: 1 } },
];
const LOOK_EVERY = 2000;

export class FaultPanel {
  constructor(host, button, report) {
    Object.assign(this, { host, button, report });
    this.rules = h("ul", { class: "rules", "aria-label": "生效的故障" });
    this.numbers = h("dl", { class: "numbers" });
    this.duplicate = this.share("重复投递的更新", "duplicate");
    this.malformed = this.share("夹带畸形的更新", "malformed");
    this.limits = h("input", { type: "checkbox", on: { change: (event) => this.change({ enforce_limits: event.target.checked }) } });
    host.append(
      h("header", { class: "tools-head" }, h("h2", {}, "故障面板"), iconButton("close", "关闭故障面板", () => this.toggle())),
      h(
        "div",
        { class: "tools-body" },
        h("p", { class: "muted" }, "让沙盒像真实网络一样出错，看机器人能否撑住。"),
        h("div", { class: "presets", role: "group", "aria-label": "常用故障" }, PRESETS.map(({ label, rule }) => h("button", { class: "chip", on: { click: () => this.add(rule) } }, label))),
        this.form(),
        this.rules,
        h("h3", {}, "更新"),
        this.duplicate.row,
        this.malformed.row,
        h("label", { class: "check" }, this.limits, "按 Telegram 的限速执行"),
        h("button", { class: "danger clear", on: { click: () => this.clear() } }, "全部清除"),
        h("h3", {}, "机器人"),
        this.numbers,
      ),
    );
    host.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle());
  }

  share(label, name) {
    const output = h("output", {}, "0%");
    const input = h("input", { type: "range", min: "0", max: "100", step: "5", value: "0", "aria-label": label, on: { change: () => this.change({ [name]: Number(input.value) / 100 }) } });
    input.addEventListener("input", () => (output.textContent = `${input.value}%`));
    return { input, output, row: h("label", { class: "share" }, h("span", {}, label), output, input) };
  }

  form() {
    const select = (label, choices) => h("select", { "aria-label": label }, Object.entries(choices).map(([value, text]) => h("option", { value }, text)));
    const number = (label, value, props = {}) => h("input", { type: "number", min: "0", value, "aria-label": label, ...props });
    const kind = select("故障种类", KINDS);
    const method = select("方法", METHODS);
    kind.value = "429";
    const wait = number("秒数", 3);
    const share = number("比例（%）", 100, { max: "100" });
    const times = number("次数", "", { placeholder: "不限", min: "1" });
    const waitRow = h("label", {}, "秒数", wait);
    kind.addEventListener("change", () => (waitRow.hidden = !["429", "slow"].includes(kind.value)));
    const form = h(
      "form",
      { class: "rule-form", "aria-label": "添加故障" },
      h("label", {}, "种类", kind), h("label", {}, "方法", method), waitRow, h("label", {}, "比例 %", share), h("label", {}, "次数", times),
      h("button", { type: "submit", class: "primary" }, "添加故障"),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const rule = { kind: kind.value, method: method.value, share: Number(share.value) / 100, times: times.value ? Number(times.value) : null };
      if (rule.kind === "429") rule.retry_after = Math.max(1, Math.round(Number(wait.value)));
      if (rule.kind === "slow") rule.seconds = Number(wait.value);
      this.add(rule);
    });
    return form;
  }

  toggle() {
    const open = this.host.hidden;
    this.host.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    clearInterval(this.timer);
    if (open) {
      this.look();
      this.timer = setInterval(() => this.look(), LOOK_EVERY);
      this.host.querySelector("button")?.focus();
    } else this.button.focus();
  }

  /** Fetch how things stand; called again and again while the panel is open. */
  async look() {
    await this.run(async () => {
      const [faults, updates, journal] = await Promise.all([api.faults(), api.updates(), api.journal()]);
      this.take(faults);
      const refused = Object.values(journal.refused).reduce((sum, count) => sum + count, 0);
      const rows = { 待取的更新: updates.pending, 调用总数: journal.total, 被拒的调用: refused, 接收方式: updates.webhook ? "webhook" : "轮询" };
      this.numbers.replaceChildren(...Object.entries(rows).flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, String(value))]));
    });
  }

  take(faults) {
    this.state = faults;
    for (const name of ["duplicate", "malformed"]) {
      const { input, output } = this[name];
      if (document.activeElement !== input) input.value = String(Math.round(faults[name] * 100));
      output.textContent = `${Math.round(faults[name] * 100)}%`;
    }
    this.limits.checked = faults.enforce_limits;
    const busy = faults.rules.length > 0 || faults.duplicate > 0 || faults.malformed > 0 || faults.enforce_limits;
    this.button.classList.toggle("alarm", busy);
    // Drawn only when it differs, so that a focused button survives the regular look.
    const drawn = JSON.stringify(faults.rules);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.rules.replaceChildren();
    append(this.rules, faults.rules.map((rule, at) => this.ruleRow(rule, at)));
  }

  ruleRow(rule, at) {
    const extent = { 429: ` ${rule.retry_after} 秒`, slow: ` ${rule.seconds} 秒` }[rule.kind] ?? "";
    const left = rule.times === null ? "不限次数" : `还剩 ${rule.times} 次`;
    const share = rule.share < 1 ? ` · ${Math.round(rule.share * 100)}%` : "";
    const name = `${KINDS[rule.kind] ?? rule.kind}${extent}`;
    return h(
      "li",
      {},
      h("span", {}, h("b", {}, name), h("small", {}, `${METHODS[rule.method] ?? rule.method}${share} · ${left} · 已触发 ${rule.fired} 次`)),
      iconButton("close", `移除故障 ${name}`, () => this.change({ rules: this.state.rules.filter((_, other) => other !== at) })),
    );
  }

  add(rule) {
    return this.run(async () => {
      const { rules } = await api.faults();
      this.take(await api.setFaults({ rules: [...rules, rule] }));
    });
  }

  change(fields) {
    return this.run(async () => this.take(await api.setFaults(fields)));
  }

  clear() {
    return this.run(async () => this.take(await api.clearFaults()));
  }

  async run(work) {
    try {
      await work();
    } catch (error) {
      this.report(error);
    }
  }
}
