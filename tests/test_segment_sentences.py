"""Sentences of passages that were split by hand, in three languages; `|` stands where a sentence ends."""

from __future__ import annotations

import pytest

from pipeline.segment import sentence_spans

ENGLISH = """The share rose to 3.5 per cent.|In 2015, Prof. A. B. Akhmetov and Dr. Smith visited us.|See Fig. 3 and Art. 12.
Talks were held with companies, e.g. KazMunayGas, Air Astana, etc.|The Ministry agreed.
"Who is this?" he asked.|Nobody answered.
"I'm your partner!" I say!|The third moved to another town...|And one was sincere.
Really?!|Yes.|(He laughs.)|Then we went on.
The programme costs US$ 1.5 bn.|It is joint.
Results are given separately.2|The next stage starts in 2016.
No. 958 of 19 March 2010 was signed.|It lapsed.
Mr. Brown from St. Petersburg came at 10 a.m. on Monday.|He left at 5 p.m.|We stayed.
The U.S. and the U.K. signed it.|So did the U.S.|Nobody else did.
Well... I don't know.|Maybe.
Innovation grants were paid by JSC NATD Inc. in 2012.|Forty firms got them.
Universities, i.e. their rectors, decide.|The J. Smith report (2014, pp. 3–5) says so.
1. Support will be given.|Projects will be listed.
a) technoparks; b) offices.|All will be funded.
The plan (approved in 2012.) was dropped.|Nobody minded.
She asked: "Why?"|We said nothing.
We work with Acme Ltd. and Beta Co. on two projects.|They pay.
The rate was approx. 12 per cent.|In Jan. 2014 it fell.
He is a Ph.D. student.|His supervisor is abroad.
The deadline is 31 Dec. 2019.|After that, nothing.
It was signed by A. Nurgaliyev.|The rector was ill.
What is Plan B?|We have none.
Version 2.0 is out.|Visit www.edu.gov.kz for details.|The site is slow."""
RUSSIAN = """В 2015 г. доля выросла до 3,5 %.|Это меньше плана.
Программа утверждена Указом № 958 от 19 марта 2010 г.|Срок — пять лет.
Проф. А. Б. Ахметов и акад. К. И. Сатпаев выступили в г. Алматы.|Зал был полон.
Инструменты: гранты, займы и т.д.|Ответственные не названы.
Это касается вузов, НИИ и т. д.|Сроки не указаны.
Выделено 7,5 млрд. тенге, т.е. 0,2 % ВВП.|Из них 40 млн. тенге — вузам.
«Кто это?» — спросил он.|Никто не ответил.
Он сказал: «Мы готовы».|Потом ушёл.
См. рис. 3 и табл. 4.|Подробности в п. 5 ст. 12 Закона.
Ну... не знаю.|Может быть...|Посмотрим!
Да?|Нет!|Так бывает.
С 2010 по 2014 гг. создано 9 офисов.|План был 8.
Ул. Абая, д. 10, кв. 5.|Там и сидим.
См. сайт www.gov.kz.|Там всё есть.
Компания ТОО «Альфа» и АО «Бета» подписали договор.|Директор — И. И. Иванов.|Он доволен.
Это было в 90-х гг.|Тогда всё рухнуло.
Рост — 5,5 раза (до 635 млрд. тг.).|Это рекорд.
Мы, т. е. кафедра, против.|Но нас не спросили.
Тел. 123-45-67, доб. 12.|Звоните.
И что?|А ничего.|Так и живём."""
KAZAKH = """2015 ж. бағдарлама қабылданды.|Ол бес жылға арналған.
Үлесі 3,5 %-ға өсті.|Бұл жоспардан аз.
Университеттер, ғылыми институттар, кәсіпорындар және т.б.|Олар бірге жұмыс істейді.
Проф. А. Ахметов Алматы қ. келді.|Студенттер қуанды.
Министрлік 7,5 млрд. теңге бөлді.|Оның 40 млн. теңгесі жоғары оқу орындарына берілді.
«Бұл кім?» — деп сұрады ол.|Ешкім жауап бермеді.
Білмеймін...|Мүмкін.|Көреміз!
1. Инновациялық гранттар беріледі.|Олардың саны тоғыз.
2010–2014 жж. тоғыз кеңсе ашылды.|Жоспар сегіз болатын.
Заңның 12-бабын қараңыз.|Онда бәрі жазылған.
Біз келіссөз жүргіздік, бірақ нәтиже жоқ.|Неге?|Ақша жоқ.
Қазақстан Республикасының Президенті Н.Ә. Назарбаев Жолдау жариялады.|Халық тыңдады.
Бұл жұмысқа 3 мың. адам қатысты.|Бәрі риза.
Студенттер тәжірибеден өтті, есеп т.с.с. тапсырылды.|Баға қойылды.
Кафедра меңгерушісі С. Омаров келіспейді.|Ол зауытта істеген.
Сұрақ: кім төлейді?|Жауап: мемлекет.|Басқа ешкім емес."""


def ends(passage: str) -> tuple[str, set[int]]:
    """The passage as plain text, and where its sentences end."""
    sentences = passage.split("|")
    places = [len(" ".join(sentences[: number + 1])) for number in range(len(sentences))]
    return " ".join(sentences), set(places)


@pytest.mark.parametrize("passages", [ENGLISH, RUSSIAN, KAZAKH], ids=["English", "Russian", "Kazakh"])
def test_sentences_end_where_a_person_says_they_end(passages: str) -> None:
    right = found = wanted = 0
    for passage in passages.splitlines():
        text, places = ends(passage)
        got = {end for _, end in sentence_spans(text)}
        right, found, wanted = right + len(got & places), found + len(got), wanted + len(places)
    assert 2 * right / (found + wanted) >= 0.97


def test_spans_hold_all_letters_and_nothing_twice() -> None:
    text = "  One.  Two?\tThree \n four.  "
    spans = list(sentence_spans(text))
    assert [text[start:end] for start, end in spans] == ["One.", "Two?", "Three \n four."]


def test_a_text_without_letters_has_no_empty_sentence() -> None:
    assert list(sentence_spans("   ")) == []
    assert list(sentence_spans("")) == []
