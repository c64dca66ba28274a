from __future__ import annotations

from fundmodel.auditing.checks.wording import in_words
from fundmodel.sentences import Language, sentence


class TestInWords:
    def test_each_language(self):
        """
        A sentence is given as it reads in English and in German.
        """
        text = in_words(sentence("no program was given"))

        assert "no program was given" == text.render(Language.ENGLISH)
        assert "kein Programm angegeben" == text.render(Language.GERMAN)
