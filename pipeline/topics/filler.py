"""Words that hold a sentence together in any study and say nothing of what it is about.

Beside the parser's stop words: nouns of time and quantity, nouns that only point ("thing", "side"), adjectives of
degree and order, and the words by which people speak about speaking. None of them belongs to a field of study; a word
that the codebook's cues name stays, whatever stands here.
"""

from __future__ import annotations

_TIME = """
    year month week day hour minute second morning evening night noon today tomorrow yesterday autumn winter spring
    summer january february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday date moment period time age century decade beginning start end past
    future stage
"""
_QUANTITY = """
    cent percent per number amount lot couple dozen hundred thousand million billion half third quarter part piece share
    total average maximum minimum level degree rate size volume
"""
_POINTING = """
    thing way kind sort type side point place example case fact matter reason sense question answer word story name
    list line item order base basis form view aspect respect regard situation condition problem issue result account
    person people man woman guy boy girl somebody someone everybody everyone anybody nobody something anything nothing
    everything other one others hand eye face heart
"""
_DEGREE = """
    good bad big small large great little long short high low new old young many much few several own same different
    certain various main whole full real true important possible necessary able ready sure clear right wrong nice fine
    normal simple difficult hard easy usual general special particular separate single double first second third last
    next previous current recent present following early late additional further overall relevant appropriate due
    higher highest lower lowest better best worse worst more most less least larger largest greater greatest
"""
_SPEAKING = """
    say tell speak talk ask answer call know think believe understand remember see look hear come go get give take make
    put let want need like try use find keep begin become happen mean include provide ensure carry follow thank honest
    sorry okay yes thanks laugh pause sigh smile
"""

FILLER = frozenset(" ".join((_TIME, _QUANTITY, _POINTING, _DEGREE, _SPEAKING)).split())
