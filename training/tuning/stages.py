"""The stages of a run in order, those left out that are over."""

from collections.abc import Callable, Sequence
from pathlib import Path

from peft import PeftModel
from transformers import PreTrainedModel

from training.tuning.asking import Asking
from training.tuning.configuration import Preferring, TuningConfig
from training.tuning.learning import Sides, Teacher
from training.tuning.ledger import Ledger
from training.tuning.models import learnt_adapter, new_adapter, seeded
from training.tuning.rendering import Renderer
from training.tuning.rows import TuningRow
from training.tuning.splitting import Split
from training.tuning.watching import History

_SFT, _DPO = "sft", "dpo"


class Stages:
    """`asking` is null where nothing is asked; `say` tells how it goes on."""

    def __init__(
        self, config: TuningConfig, ledger: Ledger, asking: Asking | None, *, resume: bool, say: Callable[[str], None]
    ) -> None:
        self._config, self._ledger, self._asking = config, ledger, asking
        self._resume, self._say = resume, say

    def learn(self, base: PreTrainedModel, renderer: Renderer, split: Split) -> tuple[PeftModel, tuple[History, ...]]:
        """The model with its adapter."""
        seeded(self._config.seed)
        sides = Sides(split.train, split.held_out)
        model = self._begun(base)
        teacher = Teacher(model, renderer, self._config, resume=self._resume, say=self._say)
        histories = [self._ledger.history(_SFT) or self._fine_tuned(model, teacher, sides)]
        if self._config.dpo is not None:
            preferred = self._ledger.history(_DPO) or self._preferred(model, teacher, self._config.dpo, sides)
            histories.append(preferred)
        return model, tuple(histories)

    def _begun(self, base: PreTrainedModel) -> PeftModel:
        """With the adapter of the last stage that is over, else a new one."""
        over = [name for name in (_SFT, _DPO) if self._ledger.history(name)]
        if over:
            return learnt_adapter(base, self._ledger.stage(over[-1]))
        return new_adapter(base, self._config.adapter, self._config.kind)

    def _fine_tuned(self, model: PeftModel, teacher: Teacher, sides: Sides) -> History:
        asking = self._asking
        if asking is None or not self._config.evaluation.every_epoch:
            return self._kept(model, teacher.fine_tune(sides))

        def measure(epoch: int) -> None:
            self._ledger.add_epoch(asking.figures(f"epoch {epoch}", asking.said(model)))

        return self._kept(model, teacher.fine_tune(sides, each_epoch=measure))

    def _preferred(self, model: PeftModel, teacher: Teacher, settings: Preferring, sides: Sides) -> History:
        corrected = Sides(pairs(sides.train), pairs(sides.held_out))
        return self._kept(model, teacher.prefer(corrected, settings))

    def _kept(self, model: PeftModel, history: History) -> History:
        save(model, self._ledger.stage(history.stage))
        self._ledger.keep(history)
        return history


def pairs(rows: Sequence[TuningRow]) -> tuple[TuningRow, ...]:
    """Those that say what was wrong with the model's own answer."""
    return tuple(row for row in rows if row.rejected is not None and row.rejected.strip() not in {"", row.wanted})


def save(model: PeftModel, folder: Path) -> None:
    """The adapter alone, without the copy that DPO refers to."""
    model.save_pretrained(folder, selected_adapters=["default"])
