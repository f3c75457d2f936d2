// The clock strip: the sandbox's time, ticking, and the buttons that move it.

import { api } from "./api.js";
import { ask, h, openMenu } from "./dom.js";
import { fromLocalInput, stampTime, toLocalInput } from "./time.js";

const STEPS = [
  { label: "+5 分", name: "前进 5 分钟", seconds: 300 },
  { label: "+1 时", name: "前进 1 小时", seconds: 3600 },
  { label: "+1 天", name: "前进 1 天", seconds: 86400 },
];

export class ClockStrip {
  /** `report(error)` shows what went wrong. */
  constructor(host, report) {
    this.report = report;
    this.base = null;
    this.time = h("time", { class: "clock-time" }, "--:--");
    this.chip = h("button", { class: "clock-chip", "aria-label": "时钟操作", title: "沙盒的时间；按下调整", on: { click: () => this.menu() } }, this.time);
    const steps = STEPS.map((step) => h("button", { class: "clock-step", "aria-label": step.name, on: { click: () => this.set({ advance: step.seconds }) } }, step.label));
    host.append(this.chip, h("span", { class: "clock-steps" }, steps));
    setInterval(() => this.tick(), 1000);
  }

  /** Take over an answer of the clock: {now, offset_seconds, frozen}. */
  take(state) {
    this.state = state;
    this.base = { at: Date.parse(state.now), since: performance.now() };
    this.chip.classList.toggle("moved", state.frozen || Math.abs(state.offset_seconds) >= 1);
    this.chip.classList.toggle("frozen", state.frozen);
    this.tick();
  }

  /** The sandbox's time now, in unix seconds. */
  now() {
    if (!this.base) return Date.now() / 1000;
    return (this.base.at + (this.state.frozen ? 0 : performance.now() - this.base.since)) / 1000;
  }

  tick() {
    if (!this.base) return;
    const now = this.now();
    const { day, clock } = stampTime(now);
    this.time.setAttribute("datetime", new Date(now * 1000).toISOString());
    this.time.replaceChildren(h("span", { class: "clock-day" }, `${day} `), clock);
  }

  menu() {
    const frozen = this.state?.frozen;
    openMenu(this.chip, [
      ...STEPS.map((step) => ({ label: step.name, run: () => this.set({ advance: step.seconds }) })),
      { label: "前进 1 周", run: () => this.set({ advance: 7 * 86400 }) },
      { label: "前进 30 天", run: () => this.set({ advance: 30 * 86400 }) },
      null,
      { label: "到指定时刻…", run: () => this.choose() },
      { label: frozen ? "继续走时" : "停住时钟", run: () => this.set({ freeze: !frozen }) },
      { label: "取消调整", run: () => this.set({ reset: true }) },
    ], "时钟");
  }

  async choose() {
    const field = { name: "moment", label: "时刻（北京时间）", type: "datetime-local", value: toLocalInput(this.now()) };
    const answer = await ask(document.body, { title: "把时钟拨到", fields: [field], confirm: "拨到这里" });
    if (answer?.moment) await this.set({ now: fromLocalInput(answer.moment) });
  }

  async set(change) {
    try {
      this.take(await api.setClock(change));
    } catch (error) {
      this.report(error);
    }
  }
}
