// The text under proof: a text area, and under it the same text unseen, which carries the marks. What is typed goes to
// the server as splices; long texts are shown page by page. Offsets on the wire count characters, as Python does.
const PAGE = 12_000; // characters shown at once
const PIECE = 60_000; // characters sent at once: a longer message would be cut off by the server
const PAUSE = 120; // ms without typing before a change is sent
const LONG = 3_000; // characters that a browser takes its time to paste
const KEPT = "proof/"; // and the tab's name

const wide = (text) => /[\ud800-\udfff]/.test(text);
const count = (text) => (wide(text) ? Array.from(text).length : text.length);
const clean = (text) => text.replace(/\r\n?/g, "\n").replaceAll("\0", "");
const low = (text, at) => at > 0 && at < text.length && /[\udc00-\udfff]/.test(text[at]);

// Character offsets in ascending order as offsets in UTF-16 units.
const units = (text, offsets) => {
  if (!wide(text)) return new Map(offsets.map((at) => [at, at]));
  const wanted = [...new Set(offsets)].sort((a, b) => a - b);
  const found = new Map();
  let chars = 0, at = 0;
  for (const one of wanted) {
    while (chars < one && at < text.length) {
      at += text.codePointAt(at) > 0xffff ? 2 : 1;
      chars += 1;
    }
    found.set(one, at);
  }
  return found;
};

// [start, end of what went, what came] from one text to the other.
const splice = (before, after) => {
  const most = Math.min(before.length, after.length);
  let start = 0, tail = 0;
  while (start < most && before[start] === after[start]) start += 1;
  while (tail < most - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  if (low(before, start) || low(after, start)) start -= 1;
  if (low(before, before.length - tail) || low(after, after.length - tail)) tail -= 1;
  return [start, before.length - tail, after.slice(start, after.length - tail)];
};

// Where pages begin: behind the last line break that fits, else anywhere.
const paged = (text) => {
  const starts = [0];
  let at = 0;
  while (text.length - at > 1.5 * PAGE) {
    const broken = text.lastIndexOf("\n", at + PAGE) + 1;
    at = broken > at + PAGE / 2 ? broken : at + PAGE;
    if (low(text, at)) at += 1;
    starts.push(at);
  }
  return starts;
};

export default {
  template: `
    <div class="zb-proof-paper" @dragover.prevent="over = true" @dragleave="over = false" @drop="drop" :data-over="over">
      <div class="zb-proof-sheet">
        <div class="zb-proof-marks" aria-hidden="true" ref="marks"><template v-for="piece in pieces" :key="piece.at"
          ><span v-if="piece.kind" :class="piece.kind">{{ piece.text }}<i v-if="piece.sign" :data-sign="piece.sign"></i></span
          ><template v-else>{{ piece.text }}</template></template>{{ tail }}</div>
        <textarea ref="area" class="zb-proof-area" spellcheck="false" :aria-label="label" :placeholder="placeholder"
          :value.prop="shown" @input="typed" @compositionend="typed" @paste="pasted" @click="clicked" @keydown="pressed"></textarea>
      </div>
      <nav v-if="starts.length > 1" class="zb-proof-pages" aria-label="文稿分段">
        <button type="button" class="zb-quiet-button" :disabled="page === 0" @click="turn(page - 1)">上一段</button>
        <span role="status">第 {{ page + 1 }} 段，共 {{ starts.length }} 段</span>
        <button type="button" class="zb-quiet-button" :disabled="page === starts.length - 1" @click="turn(page + 1)">下一段</button>
      </nav>
    </div>`,
  props: { label: String, placeholder: String, initial: String, known: Array, upload: Number },
  emits: ["splice", "choose", "step", "check", "restored", "size"],
  data() {
    const text = this.initial ?? "";
    return { shown: "", starts: paged(text), page: 0, spans: [], current: null, over: false };
  },
  created() {
    this.text = this.initial ?? ""; // not reactive: it may be long
    this.sent = this.text;
    this.version = 0;
    this.shown = this.slice();
  },
  mounted() {
    this.$emit("size", this.text.length);
    this.restore();
    if (this.known?.length) this.show(0, this.known);
    this.leave = () => this.keep();
    addEventListener("pagehide", this.leave);
    this.step = (event) => this.stepped(event);
    addEventListener("keydown", this.step);
  },
  beforeUnmount() {
    this.gone = true;
    removeEventListener("pagehide", this.leave);
    removeEventListener("keydown", this.step);
    this.keep();
    this.send();
  },
  computed: {
    from() {
      return this.starts[this.page];
    },
    tail() {
      return this.shown === "" || this.shown.endsWith("\n") ? "\u200b" : "";
    },
    // The page's text cut where marks begin and end; of marks over one another the shortest shows.
    pieces() {
      const text = this.shown, from = this.from;
      const here = this.spans
        .map(([id, start, end, kind]) => [id, Math.max(start - from, 0), Math.min(end - from, text.length), kind])
        .filter(([, start, end]) => start < end);
      const cuts = [...new Set([0, text.length, ...here.flatMap(([, start, end]) => [start, end])])].sort((a, b) => a - b);
      const begins = [...here].sort((a, b) => a[1] - b[1]);
      const found = [];
      let open = [], next = 0;
      for (let at = 0; at + 1 < cuts.length; at += 1) {
        const [start, end] = [cuts[at], cuts[at + 1]];
        open = open.filter((one) => one[2] > start);
        while (next < begins.length && begins[next][1] <= start) open.push(begins[next++]);
        const top = open.reduce((best, one) => (best && best[2] - best[1] <= one[2] - one[1] ? best : one), null);
        const lit = open.some((one) => one[0] === this.current);
        const kind = top || lit ? `zb-proof-is-${top[3]}${lit ? " zb-proof-lit" : ""}` : "";
        const sign = top && top[2] === end ? { certain: "误", doubtful: "疑" }[top[3]] : "";
        found.push({ at: start, text: text.slice(start, end), kind, sign });
      }
      return found;
    },
  },
  methods: {
    // Frozen: Vue would watch each of thousands of marks.
    mark(spans) {
      this.spans = Object.freeze(spans);
    },
    slice() {
      return this.text.slice(this.starts[this.page], this.starts[this.page + 1] ?? this.text.length);
    },
    // The text is another from now on: what the server knows of, if `known`.
    load(text) {
      this.text = this.sent = clean(text);
      this.version += 1;
      this.mark([]);
      this.lay(0);
      this.keep();
      return this.version;
    },
    replace(text) {
      this.text = clean(text);
      this.mark([]);
      this.lay(0);
      this.send();
      this.keep();
    },
    // What this tab kept before it was loaded anew, else what a tab has left that was closed meanwhile.
    async restore() {
      const tab = await window.zhibiTab.name();
      if (this.gone) return;
      const all = window.zhibiKeep.kept(KEPT).map((one) => ({ ...one, tab: one.key.split("/")[1] }));
      const left = all.filter((one) => one.tab !== tab && !window.zhibiTab.isOpen(one.tab)).sort((a, b) => b.at - a.at);
      const from = all.some((one) => one.tab === tab) ? tab : left[0]?.tab;
      const kept = (what) => all.find((one) => one.key === `${KEPT}${from}/${what}`)?.text ?? "";
      this.tab = tab;
      if (this.text !== "" || (!kept("text") && !kept("state"))) {
        this.keep();
        if (this.state !== undefined) this.remember(this.state);
        return;
      }
      this.replace(kept("text"));
      this.remember(kept("state"));
      if (from !== tab) for (const what of ["text", "state"]) window.zhibiKeep.forget(`${KEPT}${from}/${what}`);
      this.$emit("restored", kept("state"));
    },
    // Cut into pages anew, and show the one that holds `at`.
    lay(at) {
      this.starts = paged(this.text);
      this.page = Math.max(0, this.starts.findLastIndex((start) => start <= at));
      this.shown = this.slice();
      this.$emit("size", count(this.text));
    },
    turn(page) {
      this.lay(this.starts[page]);
      this.$nextTick(() => this.$el.scrollIntoView({ block: "start" }));
    },
    typed(event) {
      const area = this.$refs.area, now = area.value, from = this.from;
      const [start, end, came] = splice(this.shown, now);
      if (start === end && came === "") {
        if (!event.isComposing) this.later();
        return;
      }
      const grown = came.length - (end - start);
      this.text = this.text.slice(0, from) + now + this.text.slice(from + this.shown.length);
      this.mark(this.spans.flatMap(([id, a, b, kind]) => {
        if (b <= from + start) return [[id, a, b, kind]];
        if (a >= from + end) return [[id, a + grown, b + grown, kind]];
        return a < from + start && b > from + end ? [[id, a, b + grown, kind]] : [];
      }));
      this.starts = this.starts.map((one, at) => (at > this.page ? one + grown : one));
      this.shown = now;
      if (now.length > 2 * PAGE) {
        const caret = from + area.selectionEnd;
        this.lay(caret);
        this.$nextTick(() => area.setSelectionRange(caret - this.from, caret - this.from));
      }
      this.$emit("size", this.text.length);
      if (!event.isComposing) this.later();
    },
    // A long text is put in at once: browsers insert it line by line, which takes seconds.
    pasted(event) {
      const came = clean(event.clipboardData?.getData("text/plain") ?? "");
      if (came.length < LONG) return;
      event.preventDefault();
      const area = this.$refs.area;
      const [start, end] = [this.from + area.selectionStart, this.from + area.selectionEnd];
      this.text = this.text.slice(0, start) + came + this.text.slice(end);
      this.mark([]);
      this.lay(start);
      this.later();
      this.$nextTick(() => area.setSelectionRange(start - this.from, start - this.from));
    },
    later() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.send(), PAUSE);
      clearTimeout(this.keeping);
      this.keeping = setTimeout(() => this.keep(), 3 * PAUSE);
    },
    keep() {
      clearTimeout(this.keeping);
      if (this.tab) window.zhibiKeep.put(`${KEPT}${this.tab}/text`, "", this.text);
    },
    // What the server needs to know of the text, once the page is loaded anew, is kept beside it.
    remember(state) {
      this.state = state;
      if (this.tab) window.zhibiKeep.put(`${KEPT}${this.tab}/state`, "", state);
    },
    send() {
      clearTimeout(this.timer);
      if (this.text === this.sent) return this.version;
      this.version += 1;
      let [start, end, came] = splice(this.sent, this.text);
      start = count(this.sent.slice(0, start));
      end = start + count(this.sent.slice(splice(this.sent, this.text)[0], end));
      const size = count(this.text);
      do {
        const cut = low(came, PIECE) ? PIECE + 1 : PIECE;
        const piece = came.slice(0, cut);
        came = came.slice(cut);
        this.$emit("splice", { start, end, text: piece, version: this.version, size: came === "" ? size : null });
        start = end = start + count(piece);
      } while (came !== "");
      this.sent = this.text;
      return this.version;
    },
    // The server lost its way: everything anew.
    resend() {
      this.sent = "";
      this.$emit("splice", { start: 0, end: null, text: "", version: this.version, size: null });
      this.version += 1;
      if (this.text === "") this.$emit("splice", { start: 0, end: 0, text: "", version: this.version, size: 0 });
      this.send();
    },
    // What the checks found in the text as of a version; what was typed meanwhile will be told of later.
    show(version, items) {
      if (version !== this.version || this.text !== this.sent) return;
      const at = units(this.text, items.flatMap(([, start, end]) => [start, end]));
      this.mark(items.map(([id, start, end, kind]) => [id, at.get(start), at.get(end), kind]));
      this.$el.dataset.checked = version;
    },
    light(id, follow) {
      this.current = id;
      const span = this.spans.find((one) => one[0] === id);
      if (!span || !follow) return;
      if (span[1] < this.from || span[1] >= this.from + this.shown.length) this.lay(span[1]);
      this.$nextTick(() => {
        const mark = this.$refs.marks.querySelector(".zb-proof-lit");
        const place = mark?.getBoundingClientRect();
        const bottom = innerWidth <= 900 ? innerHeight * 0.4 : innerHeight - 80;
        if (place && (place.top < 90 || place.bottom > bottom)) {
          scrollBy({ top: place.top - (innerWidth <= 900 ? 110 : innerHeight * 0.35), behavior: "auto" });
        }
        const caret = Math.max(0, Math.min(span[1] - this.from, this.shown.length));
        this.$refs.area.setSelectionRange(caret, caret);
      });
    },
    clicked() {
      const area = this.$refs.area;
      if (area.selectionStart !== area.selectionEnd) return;
      const at = this.from + area.selectionStart;
      const under = this.spans.filter(([, start, end]) => start <= at && at <= end);
      const best = under.reduce((one, two) => (one && one[2] - one[1] <= two[2] - two[1] ? one : two), null);
      if (best) this.$emit("choose", best[0]);
    },
    pressed(event) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        this.send();
        this.$emit("check");
      }
    },
    // Alt and an arrow, and outside of inputs j and k, go from finding to finding; who types in the text stays in it.
    stepped(event) {
      const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
      const plain = !event.altKey && !event.ctrlKey && !event.metaKey && !typing;
      const step =
        event.altKey && !event.ctrlKey && !event.metaKey
          ? { ArrowDown: 1, ArrowUp: -1 }[event.key]
          : plain ? { j: 1, k: -1 }[event.key] : 0;
      if (!step || !this.spans.length || document.querySelector(".q-dialog")) return;
      event.preventDefault();
      const ordered = [...this.spans].sort((a, b) => a[1] - b[1] || a[2] - b[2]);
      const at = ordered.findIndex((one) => one[0] === this.current);
      const area = this.$refs.area;
      const caret = this.from + (document.activeElement === area ? area.selectionStart : 0);
      const near = step > 0 ? ordered.findIndex((one) => one[1] >= caret) : ordered.findLastIndex((one) => one[1] < caret);
      const next = at >= 0 ? at + step : near < 0 ? 0 : near;
      const chosen = ordered[(next + ordered.length) % ordered.length];
      this.$emit(document.activeElement === area ? "choose" : "step", chosen[0]);
    },
    // A correction, typed as a person would: it can be taken back with Ctrl+Z. False where the text reads otherwise.
    fix(start, end, found, better) {
      const at = units(this.text, [start, end]);
      const [a, b] = [at.get(start), at.get(end)];
      if (this.text.slice(a, b) !== found) return false;
      if (a < this.from || b > this.from + this.shown.length) this.lay(a);
      const area = this.$refs.area;
      area.value = this.shown;
      area.focus({ preventScroll: true });
      area.setSelectionRange(a - this.from, b - this.from);
      const done = better ? document.execCommand("insertText", false, better) : document.execCommand("delete");
      if (!done) {
        area.setRangeText(better, a - this.from, b - this.from, "end");
        this.typed({});
      }
      this.send();
      this.keep();
      return true;
    },
    // Off secure addresses browsers know no clipboard but that of a selection.
    async copy() {
      if (navigator.clipboard && isSecureContext) {
        await navigator.clipboard.writeText(this.text);
        return true;
      }
      const carrier = document.createElement("textarea");
      carrier.value = this.text;
      carrier.style.position = "fixed";
      carrier.style.opacity = "0";
      document.body.append(carrier);
      carrier.select();
      const done = document.execCommand("copy");
      carrier.remove();
      return done;
    },
    focus() {
      this.$refs.area.focus();
    },
    drop(event) {
      this.over = false;
      const files = [...(event.dataTransfer?.files ?? [])];
      if (!files.length) return;
      event.preventDefault();
      getElement(this.upload).$refs.qRef.addFiles(files.slice(0, 1));
    },
  },
};
