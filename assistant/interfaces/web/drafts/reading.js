// The paragraphs of a section, sentence by sentence; all of it text nodes. One component in place of a thousand
// elements that the server would have to keep.
export default {
  props: { blocks: Array, lock: String },
  template: `
    <div>
      <template v-for="block in blocks">
        <h3 v-if="block.level" class="zb-drafts-subheading">{{ block.text }}</h3>
        <p v-else class="zb-drafts-paragraph">
          <span v-for="one in block.sentences" class="zb-drafts-sentence" :class="one.classes" v-bind="one.chosen">
            <template v-if="one.locked">
              <span class="zb-drafts-lock" title="作者提供的事实，原样写入，不会被改写"
                ><svg class="zb-icon" aria-hidden="true" viewBox="0 0 24 24"><use :href="lock"></use></svg></span>
              <span class="zb-unseen">作者提供：</span>
            </template>
            <span v-for="piece in one.pieces" :class="{'zb-drafts-open': piece[1]}">{{ piece[0] }}</span>
            <template v-if="one.keys">
              <span class="zb-unseen">，出处</span>
              <sup class="zb-drafts-keys">{{ one.keys }}</sup>
            </template>
            <span v-if="one.says" class="zb-drafts-verdict" :class="'zb-drafts-is-' + one.kind">{{ one.says }}</span>
          </span>
        </p>
      </template>
    </div>`,
};
