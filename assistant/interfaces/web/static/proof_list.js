// The findings, one row each; the server sends as many as are asked for.
export default {
  template: `
    <div>
      <ol class="zb-proof-list" :aria-label="label">
        <li v-for="item in items" :key="item.id">
          <button type="button" class="zb-proof-row" :data-remark="item.id" :aria-current="item.id === current ? 'true' : null"
            @click="$emit('choose', item.id)">
            <span class="zb-proof-row-head">
              <span :class="'zb-proof-kind zb-proof-kind-' + item.kind"><svg class="zb-icon" aria-hidden="true"
                viewBox="0 0 24 24"><use :href="icons + '#' + item.icon"></use></svg>{{ item.word }}</span>
              <span class="zb-proof-row-check">{{ item.checks }}</span>
            </span>
            <span class="zb-proof-row-text"><template v-if="item.better !== null"><del>{{ item.found }}</del
              ><span :class="item.guessed ? 'zb-proof-row-says' : 'zb-unseen'">{{ item.leads }}</span
              ><span v-if="!item.guessed" aria-hidden="true"> → </span><ins :class="{ 'zb-proof-guess': item.guessed }">{{ item.better || '（删去）' }}</ins></template
              ><template v-else>{{ item.found }}</template></span>
            <span v-if="item.note" class="zb-proof-row-note">{{ item.note }}</span>
          </button>
        </li>
      </ol>
      <button v-if="all > items.length" type="button" class="zb-quiet-button" @click="$emit('more')">
        再显示一些（共 {{ all }} 处，已显示 {{ items.length }} 处）</button>
    </div>`,
  props: { label: String, items: Array, all: Number, current: String, icons: String },
  emits: ["choose", "more"],
};
