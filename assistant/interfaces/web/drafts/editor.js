// A text area that lies over its own text, where each sentence is underlined as the checks say. The text under it is
// made of text nodes only; a mark moves with its sentence while that is not the one being typed in.
const COMMON = (a, b) => {
  const most = Math.min(a.length, b.length);
  let head = 0;
  while (head < most && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < most - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return [head, tail];
};

export default {
  props: { text: String, base: String, keep: String, label: String, marks: Array, marked: String, hint: String },
  emits: ["typed", "caret", "finish", "leave"],
  template: `
    <div class="zb-drafts-editor">
      <div class="zb-drafts-under" aria-hidden="true"><span v-for="piece in pieces" :class="piece[1]">{{ piece[0] }}</span>{{ end }}</div>
      <textarea ref="area" class="zb-drafts-area" v-model="value" spellcheck="false" :aria-label="label" :aria-describedby="hint"
        @input="typed" @keydown="key" @click="told" @keyup="told" @compositionend="typed"></textarea>
    </div>`,
  data() {
    return { value: this.text, end: "\u200b" };
  },
  computed: {
    pieces() {
      const [head, tail] = COMMON(this.marked, this.value);
      const grown = this.value.length - this.marked.length;
      const found = [];
      let at = 0;
      for (const [from, to, classes] of this.marks) {
        const step = to <= head ? 0 : from >= this.marked.length - tail ? grown : null;
        if (step === null || from + step < at) continue;
        if (from + step > at) found.push([this.value.slice(at, from + step), ""]);
        found.push([this.value.slice(from + step, to + step), classes]);
        at = to + step;
      }
      if (at < this.value.length) found.push([this.value.slice(at), ""]);
      return found;
    },
  },
  mounted() {
    if (this.value !== this.base) this.typed();
  },
  beforeUnmount() {
    clearTimeout(this.waiting);
  },
  methods: {
    typed() {
      window.zhibiKeep?.put(this.keep, this.base, this.value);
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.$emit("typed", this.value), 120);
    },
    told() {
      const at = this.$refs.area.selectionStart;
      if (at === this.at) return;
      this.at = at;
      this.$emit("caret", at);
    },
    key(event) {
      if (event.isComposing) return;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
        event.preventDefault();
        clearTimeout(this.waiting);
        this.$emit("finish", this.value);
      } else if (event.key === "Escape") {
        event.stopPropagation();
        this.leave();
      }
    },
    leave() {
      clearTimeout(this.waiting);
      this.$emit("leave", this.value);
    },
    finish() {
      clearTimeout(this.waiting);
      this.$emit("finish", this.value);
    },
    // Puts the caret on what is to be looked at, and the eye with it.
    select(start, end) {
      const area = this.$refs.area;
      area.focus({ preventScroll: true });
      area.setSelectionRange(start, end);
      this.at = start;
      const under = area.previousElementSibling;
      let left = start;
      for (const piece of under.children) {
        if (left < piece.textContent.length) {
          piece.scrollIntoView({ block: "center" });
          return;
        }
        left -= piece.textContent.length;
      }
      area.scrollIntoView({ block: "nearest" });
    },
  },
};
