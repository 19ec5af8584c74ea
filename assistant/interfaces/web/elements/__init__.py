"""What the page is made of; areas import from here. See `shell` for how an area is added."""

from assistant.interfaces.web.elements.basics import Text, box, icon, link, unseen
from assistant.interfaces.web.elements.buttons import Button, button
from assistant.interfaces.web.elements.dates import DayField, PeriodField
from assistant.interfaces.web.elements.dialogs import confirm
from assistant.interfaces.web.elements.fields import Check, Choice, Field, Kept, kept_input
from assistant.interfaces.web.elements.files import DropZone
from assistant.interfaces.web.elements.layout import Progress, Tabs, card, empty_state, page_header, skeleton, way_back
from assistant.interfaces.web.elements.once import once
from assistant.interfaces.web.elements.split import Split
from assistant.interfaces.web.elements.status import chip, light_chip, verdict_badge
from assistant.interfaces.web.elements.tables import Column, DataTable
from assistant.interfaces.web.elements.telling import guarded, tell, toast

__all__ = [
    "Button",
    "Check",
    "Choice",
    "Column",
    "DataTable",
    "DayField",
    "DropZone",
    "Field",
    "Kept",
    "PeriodField",
    "Progress",
    "Split",
    "Tabs",
    "Text",
    "box",
    "button",
    "card",
    "chip",
    "confirm",
    "empty_state",
    "guarded",
    "icon",
    "kept_input",
    "light_chip",
    "link",
    "once",
    "page_header",
    "skeleton",
    "tell",
    "toast",
    "unseen",
    "verdict_badge",
    "way_back",
]
