"""模型与设置: what is set and where it is set, to be read; the model and the encoder, to be tried."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from assistant.config import ENV_PREFIX, FILE_NAME, Origin, Settings, origin
from assistant.errors import ZhibiError
from assistant.interfaces.doctor import without_credentials
from assistant.interfaces.web.admin.facts import facts
from assistant.interfaces.web.area import Place
from assistant.interfaces.web.elements import Button, Text, box, card, icon
from assistant.interfaces.web.visit import Visit

GROUPS: dict[str, dict[str, str]] = {
    "语言模型": {
        "model": "模型",
        "base_url": "模型服务的地址",
        "api_key": "模型服务的密钥",
        "temperature": "随机程度",
        "model_timeout": "等候一段回复，秒",
        "model_deadline": "等候整个回答，秒",
        "model_retries": "出错后重试，次",
        "model_backoff": "重试前等候，秒",
        "model_max_chars": "回复至多，字",
        "model_price_sent": "输入的价格",
        "model_price_received": "输出的价格",
    },
    "检索": {
        "encoder": "编码器",
        "reranker": "重排模型",
        "k": "每问取用的段落",
        "max_question_chars": "问题至多，字",
    },
    "收入文件": {
        "ocr": "识别扫描页",
        "max_file_mb": "单个文件至多，MB",
        "refused_marks": "另外拒收的标志",
        "workers": "同时读的文件",
        "parse_memory_mb": "读一份可用内存，MB",
        "parse_patience": "读一份的耐心，秒",
    },
    "服务": {
        "home": "资料库文件夹",
        "host": "监听的地址",
        "port": "端口",
        "hosts": "访问用的主机名",
        "accounts": "要登录",
        "admin_password": "首个管理员的密码",
        "rate_limit": "每人每分钟请求上限",
        "database": "PostgreSQL 数据库",
        "log": "日志格式",
    },
}
"""Every setting there is, by what it is for; a test holds the list to the settings."""

ORIGINS: dict[Origin, str] = {
    "environment": "环境变量",
    "file": FILE_NAME,
    "given": "启动时指定",
    "default": "默认",
}

HOW = (
    "设置只在这里看，不在这里改。要改，请在服务器上编辑 {file}，每行写“名称 = 值”，文字加引号；"
    "或者设环境变量，名称是 {prefix} 加大写的名称。改好后重新启动执笔。环境变量优先于文件；密钥请放在环境变量里。"
)


async def build(visit: Visit, place: Place) -> None:
    settings = visit.house.settings
    with box("zb-admin-columns"):
        ModelCard(visit, settings)
        EncoderCard(visit, settings)
    told = HOW.format(file=(settings.home / FILE_NAME).absolute(), prefix=ENV_PREFIX)
    with card("全部设置"):
        Text("全部设置", "zb-h2", tag="h2")
        Text(told, "zb-note", tag="p")
        for group, names in GROUPS.items():
            with box("zb-admin-details", tag="details"):
                Text(f"{group}（{len(names)} 项）", tag="summary")
                with box("zb-admin-settings", tag="ul"):
                    for name, label in names.items():
                        _setting(settings, name, label)


def _setting(settings: Settings, name: str, label: str) -> None:
    with box("zb-admin-setting", tag="li"):
        with box("zb-admin-setting-name"):
            Text(label)
            Text(name, "zb-hint")
        with box("zb-admin-setting-value"):
            Text(shown(settings, name))
            Text(ORIGINS[origin(settings, name)], "zb-hint")
        Text(Settings.model_fields[name].description or "", "zb-hint zb-admin-setting-help", tag="p")


def shown(settings: Settings, name: str) -> str:
    """A setting's value in words; of a secret no more than whether it is set."""
    value: Any = getattr(settings, name)
    if "SecretStr" in str(Settings.model_fields[name].annotation) or isinstance(value, SecretStr):
        return "已设置（不显示）" if value is not None else "没有设置"
    if value is None or value == ():
        return "没有设置"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, Path):
        return str(value.absolute())
    if isinstance(value, float):
        return f"{value:g}"
    return str(without_credentials(value)) if name == "base_url" else str(value)


class _Trial(ABC):
    """A card with a button that tries something, and a place for what came of it."""

    def __init__(self, visit: Visit, heading: str, word: str) -> None:
        self.visit = visit
        with card(heading):
            with box("zb-admin-head"):
                Text(heading, "zb-h2", tag="h2")
                self._button = Button(word, self._try)
            self._facts = box("")
            self._said = box("zb-admin-trial", role="status")

    @abstractmethod
    async def attempt(self) -> tuple[bool, str, str]:
        """Whether it works, in a sentence, and what to do. Raises ZhibiError: it does not."""

    async def _try(self) -> None:
        self.visit.principal.require("administer")
        self._said.clear()
        try:
            works, said, hint = await self.attempt()
        except ZhibiError as error:
            works, said, hint = False, error.message, error.hint
        with self._said:
            with box(f"zb-admin-sentence zb-admin-{'good' if works else 'bad'}", tag="p"):
                icon("check" if works else "alert")
                Text(said)
            if hint:
                Text(hint, "zb-hint", tag="p")


class ModelCard(_Trial):
    """The language model, tried with one short request that holds nothing of the library's."""

    def __init__(self, visit: Visit, settings: Settings) -> None:
        super().__init__(visit, "语言模型", "试一试")
        with self._facts:
            if settings.model is None:
                Text("没有接语言模型。不接也能用：回答一句一句摘自原文，每句注明出处。", "zb-admin-text", tag="p")
                Text("要接，请在下面的设置里写上模型、地址和密钥。", "zb-hint", tag="p")
                self._button.set_visibility(False)
            else:
                facts((name, shown(settings, key)) for key, name in list(GROUPS["语言模型"].items())[:3])

    async def attempt(self) -> tuple[bool, str, str]:
        tried = await self.visit.read(self.visit.service.try_model)
        return True, f"能用：{tried.seconds:.1f} 秒后回答“{tried.said}”。", "发出去的只有一句试话，没有资料库里的内容。"


class EncoderCard(_Trial):
    """The encoder, tried on three sentences of ours."""

    def __init__(self, visit: Visit, settings: Settings) -> None:
        super().__init__(visit, "编码器", "试一试")
        encoder = visit.house.service.encoder
        own = "执笔自带，不联网" if settings.encoder == "builtin" else settings.encoder
        with self._facts:
            facts([("编码器", own), ("维数", str(encoder.dimension))])
            Text("它按意思找资料。换了编码器，要重建一次检索：zhibi library rebuild。", "zb-hint", tag="p")

    async def attempt(self) -> tuple[bool, str, str]:
        tried = await self.visit.read(self.visit.service.try_encoder)
        told = f"意思相同的两句相近程度 {tried.alike:.2f}，不相干的两句 {tried.unlike:.2f}"
        if tried.tells_apart:
            return True, f"能用：{told}。", ""
        return False, f"分不清意思：{told}。", "这个模型可能不适合中文，请换一个，或用自带的 builtin。"
