"""Every table of a study, declared once: exports, the data package and the docs are derived from here.

Shares are fractions in [0, 1] and carry their denominator beside them; an empty cell means undefined, never 0.
Offsets count characters of the document's extracted text (table `texts`); `end` is exclusive.
"""

from __future__ import annotations

from pipeline.schema import Column, ForeignKey, Table

SIDES = ("policy", "practice")
KINDS = ("heading", "paragraph", "list_item", "table_row", "footnote", "caption", "turn", "note")
SECTORS = ("government", "university", "industry", "intermediary", "student", "other")
STATUSES = ("intended", "established", "limited", "absent", "past", "none")
MODALITIES = ("obligation", "commitment", "recommendation", "aspiration", "none")
POLARITIES = ("positive", "negative")
GROUP_KINDS = ("all", "university", "role", "program", "period")
VERDICTS = ("shown", "not_shown", "contradicted", "not_testable")
LANGUAGES = ("en", "ru", "kk", "kk-Latn", "mixed", "other")


def _s(name: str, text: str, *, required: bool = False, allowed: tuple[str, ...] | None = None) -> Column:
    return Column(name, "string", text, required=required, allowed=allowed)


def _i(name: str, text: str, unit: str | None = None, *, required: bool = False) -> Column:
    return Column(name, "integer", text, unit=unit, required=required)


def _n(name: str, text: str, unit: str | None = None, *, required: bool = False) -> Column:
    return Column(name, "number", text, unit=unit, required=required)


def _b(name: str, text: str) -> Column:
    return Column(name, "boolean", text)


def _interval(unit: str = "share") -> tuple[Column, Column]:
    return _n("low", "lower end of the 95 % interval", unit), _n("high", "upper end of the 95 % interval", unit)


_DOCUMENT = _s("document_id", "document", required=True)
_SEGMENT = _s("segment_id", "segment", required=True)
_SPAN = (
    _i("start", "first character", "characters of the document's extracted text", required=True),
    _i("end", "character after the last", "characters of the document's extracted text", required=True),
)
_TO_DOCUMENT = ForeignKey("document_id", "documents")
_TO_SEGMENT = ForeignKey("segment_id", "segments")
_CODE_IN_DIMENSION = (
    _s("dimension", "form, aim, barrier, enabler, mode, helix or another study's", required=True),
    _s("code", "code of the codebook", required=True),
)

MANIFEST = Table(
    "manifest",
    "The documents of a corpus as its owner declares them.",
    ("document_id",),
    (
        _DOCUMENT,
        _s("path", "file, relative to the corpus folder", required=True),
        _s("side", "policy text or interview", required=True, allowed=SIDES),
        _s("program", "policy program the document belongs to"),
        _s("title", "title", required=True),
        _i("year_from", "first year in force, or year of the interview"),
        _i("year_to", "last year in force"),
        _s("language", "main language"),
        _s("university", "case the interview belongs to"),
        _s("field", "field of the university"),
        _s("role", "participant's role"),
        _s("participant", "participant's pseudonym"),
        _s("sha256", "hash of the file"),
        _s("source_url", "where the file was published"),
        _s("licence", "licence or label of use"),
        _s("retrieved", "date of retrieval"),
        _i("bytes", "size of the file: a download never takes more"),
    ),
)

DOCUMENTS = Table(
    "documents",
    "Documents that were read.",
    ("document_id",),
    (
        *[column for column in MANIFEST.columns if column.name not in ("path", "retrieved", "bytes")],
        _s("format", "file format as detected"),
        _i("pages", "pages, empty for formats without pages"),
        _i("words", "words of body text"),
    ),
)

TEXTS = Table("texts", "Extracted text of each document.", ("document_id",), (_DOCUMENT, _s("text", "text")))

PAGES = Table(
    "pages",
    "Text of each page in reading order; formats without pages have one.",
    ("document_id", "page"),
    (_DOCUMENT, _i("page", "page number, from 1", required=True), _s("text", "text of the page")),
    (_TO_DOCUMENT,),
)

BLOCKS = Table(
    "blocks",
    "Headings, paragraphs, list items, table rows and turns, in reading order.",
    ("document_id", "block"),
    (
        _DOCUMENT,
        _i("block", "position in the document, from 0", required=True),
        _i("page", "page, empty for formats without pages"),
        _i("turn", "turn of an interview, from 1"),
        _s("speaker", "interviewer, respondent, or respondent-2 and so on"),
        _s("kind", "kind of block", required=True, allowed=KINDS),
        _s("section", "heading path, outermost first, joined by ' > '"),
        *_SPAN,
        _i("lead_in", "block that introduces this list item"),
        _n("confidence", "mean OCR confidence, empty for text that was not recognised from an image", "share"),
        _s("boxes", "page boxes as 'page:x0,top,x1,bottom' joined by ';'", required=False),
        _s("line_starts", "character of the block at which the line of each box starts, joined by ';'"),
    ),
    (_TO_DOCUMENT,),
)

TABLE_ROWS = Table(
    "table_rows",
    "Body rows of tables, with the header cells that apply.",
    ("document_id", "table", "row"),
    (
        _DOCUMENT,
        _i("table", "table of the document, from 1", required=True),
        _i("row", "body row of the table, from 1", required=True),
        _i("block", "block that holds the row's text", required=True),
        _s("caption", "caption of the table"),
        _s("header", "header cells as a JSON list of strings", required=True),
        _s("cells", "cells as a JSON list of strings", required=True),
    ),
    (_TO_DOCUMENT,),
)

FURNITURE = Table(
    "furniture",
    "Running heads, feet and page numbers kept out of the text.",
    ("document_id", "page", "line"),
    (_DOCUMENT, _i("page", "page", required=True), _i("line", "line on the page", required=True), _s("text", "text")),
    (_TO_DOCUMENT,),
)

REJECTED = Table(
    "rejected",
    "Files, and pages of files, that could not be read.",
    ("path",),
    (
        _s("path", "file", required=True),
        _s("reason", "what is wrong with it", required=True),
        _s("action", "what cures it", required=True),
    ),
)

SEGMENTS = Table(
    "segments",
    "Sentences and short turns: the unit of coding.",
    ("segment_id",),
    (
        _SEGMENT,
        _DOCUMENT,
        _i("page", "page, empty for formats without pages"),
        _i("turn", "turn of an interview, from 1"),
        _s("speaker", "interviewer, respondent, or respondent-2 and so on; only respondents count as practice"),
        _s("kind", "kind of block the segment stands in", required=True, allowed=KINDS),
        _s("section", "heading path, outermost first, joined by ' > '"),
        *_SPAN,
        _s("language", "language of the segment", allowed=LANGUAGES),
        _s("text", "text, exactly as the offsets give it back", required=True),
        _i("block", "block the segment stands in"),
        _s("lead_in", "segment that introduces this list item"),
        _n("confidence", "mean OCR confidence, empty for text that was not recognised from an image", "share"),
        _s("boxes", "page boxes as 'page:x0,top,x1,bottom' joined by ';'"),
    ),
    (_TO_DOCUMENT,),
)

CODINGS = Table(
    "codings",
    "Codes applied to segments by coders: rules, model, resolved, and people by name.",
    ("segment_id", "code", "coder"),
    (
        _SEGMENT,
        _s("code", "code of the codebook", required=True),
        _s("coder", "who applied it", required=True),
        _n("probability", "calibrated probability; empty for people and rules", "share"),
        _s("cue", "cue that fired, for the rules coder"),
    ),
    (_TO_SEGMENT,),
)

LIKELIHOODS = Table(
    "likelihoods",
    "Calibrated probability of codes by the resolved coder, also of those it does not apply.",
    ("segment_id", "code"),
    (_SEGMENT, _s("code", "code of the codebook", required=True), _n("probability", "that it applies", "share")),
    (_TO_SEGMENT,),
)

CLAIMS = Table(
    "claims",
    "Who will do or does what, with whom, by when, and is it so.",
    ("claim_id",),
    (
        _s("claim_id", "claim", required=True),
        _SEGMENT,
        _DOCUMENT,
        _i("page", "page"),
        _s("side", "policy text or interview", allowed=SIDES),
        _s("actor", "who acts, as written; empty when the text names nobody"),
        _s("actor_sector", "sector of the actor", allowed=SECTORS),
        _s("partner", "with whom, as written"),
        _s("partner_sector", "sector of the partner", allowed=SECTORS),
        _s("status", "what is claimed of it", required=True, allowed=STATUSES),
        _s("modality", "how an intended claim binds", required=True, allowed=MODALITIES),
        _s("predicate", "lemma of the verb or verbal noun"),
        _s("object", "what is done, as written"),
        _s("polarity", "negative where the clause is negated", required=True, allowed=POLARITIES),
        _n("target_value", "value to be reached, in target_unit"),
        _s("target_unit", "unit of the target"),
        _i("target_year", "year by which"),
        _n("base_value", "value to start from, in target_unit"),
        _i("base_year", "year of the base value"),
        _s("target_text", "target as written"),
        _n("target_high", "upper end where the target is a range, in target_unit"),
        _s("target_per", "year where the target is a yearly rate", allowed=("year",)),
        _s("codes", "codes of the segment that the claim carries, joined by ';'"),
        _b("echo", "policy quoted by a respondent: not practice"),
        _b("measurable", "an intended claim names a value"),
        _b("deadline", "an intended claim names a year or period"),
        _b("responsible", "an intended claim names who answers for it"),
        _b("budget", "an intended claim names money"),
        _i("specificity", "how many of the four parts an intended claim has, 0 to 4"),
        *_SPAN,
        _s("text", "text of the claim", required=True),
    ),
    (_TO_SEGMENT, _TO_DOCUMENT),
)

TOPICS = Table(
    "topics",
    "Topics found over both sides; exploratory, never part of the index.",
    ("topic_id",),
    (
        _i("topic_id", "topic", required=True),
        _s("label", "frequent and exclusive words"),
        _s("terms", "most probable terms, joined by spaces; words of a phrase are joined by '_'"),
        _n("coherence", "c_v coherence"),
        _n("stability", "mean Jaccard overlap of top terms with matched topics of other seeds", "share"),
        _n("prevalence_policy", "mean over policy documents", "share"),
        _n("prevalence_practice", "mean over participants", "share"),
        _n("difference", "policy minus practice", "share"),
        *_interval(),
        _s("exemplars", "segments that show the topic best, policy first, joined by ';'"),
        _s("anchor", "code whose cues' words the topic was drawn to; empty for a free topic"),
        _n("low_policy", "lower end of the 95 % interval over policy documents", "share"),
        _n("high_policy", "upper end of the 95 % interval over policy documents", "share"),
        _n("low_practice", "lower end of the 95 % interval over participants", "share"),
        _n("high_practice", "upper end of the 95 % interval over participants", "share"),
        _i("policy_documents", "policy documents in the mean"),
        _i("participants", "participants in the mean"),
        _s("note", "why a cell is empty or must be read with care"),
    ),
)

TOPIC_WORDS = Table(
    "topic_words",
    "The most probable terms of each topic.",
    ("topic_id", "rank"),
    (
        _i("topic_id", "topic", required=True),
        _i("rank", "place by probability, from 1", required=True),
        _s("term", "lemma, or phrase with its words joined by '_'", required=True),
        _n("probability", "probability of the term in the topic", "share"),
        _n("frex", "harmonic mean of the term's ranks, among these terms, by frequency and by exclusivity", "share"),
        _b("seed", "a word of the anchor's cues"),
    ),
    (ForeignKey("topic_id", "topics"),),
)

TOPIC_CHOICE = Table(
    "topic_choice",
    "Numbers of topics that were tried: how coherent and how stable their topics are, and which number was taken.",
    ("topics",),
    (
        _i("topics", "number of topics", required=True),
        _i("anchored", "topics drawn to a code's words; the others are free"),
        _i("seeds", "seeds, each with a start of its own and without a tenth of the documents"),
        _n("coherence", "c_v coherence, mean over topics and seeds"),
        _n("coherence_low", "the least coherent seed"),
        _n("coherence_high", "the most coherent seed"),
        _n("coherence_chance", "the same measure with the terms of all passages dealt anew"),
        _n("stability", "mean Jaccard overlap of top terms with matched topics of the model of all passages", "share"),
        _n("stability_low", "the least alike seed", "share"),
        _n("stability_high", "the most alike seed", "share"),
        _n("stability_free", "stability of the free topics alone", "share"),
        _n("stability_chance", "the same measure with the terms of all passages dealt anew", "share"),
        _n("diversity", "different terms among the ten top terms of each topic", "share"),
        _n("score", "geometric mean of coherence and stability, both beyond chance as in kappa, times diversity"),
        _n("perplexity", "of every other term in documents held out; a side note that decides nothing"),
        _b("chosen", "this number was taken"),
    ),
)

TOPIC_INTRUSION = Table(
    "topic_intrusion",
    "Word intrusion for a reader: five words of a topic and one that does not belong. Which one?",
    ("item",),
    (
        _i("item", "item, from 1", required=True),
        *[_s(f"word_{place}", "a word to read", required=True) for place in range(1, 7)],
    ),
)

TOPIC_INTRUSION_KEY = Table(
    "topic_intrusion_key",
    "Answers to the word intrusion items: open it when the reader is done.",
    ("item",),
    (
        _i("item", "item", required=True),
        _i("topic_id", "topic of the five words", required=True),
        _s("intruder", "the word that does not belong", required=True),
    ),
    (ForeignKey("item", "topic_intrusion"), ForeignKey("topic_id", "topics")),
)

TOPIC_NOTES = Table(
    "topic_notes",
    "What must be known to read the topics, or why there are none.",
    ("note_id",),
    (
        _i("note_id", "note, from 1", required=True),
        _s("note", "the note", required=True),
    ),
)

PREVALENCE = Table(
    "prevalence",
    "Share of a side's coded segments of a dimension that carry a code, averaged over documents.",
    ("side", "group_kind", "group", "dimension", "code"),
    (
        _s("side", "policy or practice", required=True, allowed=SIDES),
        _s(
            "group_kind", "what the group is", required=True, allowed=("all", "university", "role", "program", "period")
        ),
        _s("group", "the group", required=True),
        *_CODE_IN_DIMENSION,
        _i("segments", "segments of the group coded in the dimension: the pooled denominator"),
        _i("documents", "documents or participants with such segments: the denominator of the mean"),
        _i("carrying", "segments that carry the code"),
        _n("share", "mean over documents", "share"),
        *_interval(),
        _n("pooled", "share of segments, whatever their document", "share"),
        _n(
            "present",
            "share of all documents or participants with the code; presence.csv leaves the unasked out",
            "share",
        ),
        _n("rate", "segments with the code per thousand words of the group"),
        _s("note", "why a cell is empty or must be read with care"),
    ),
)

GAP = Table(
    "gap",
    "Policy against practice, code by code.",
    ("dimension", "code"),
    (
        *_CODE_IN_DIMENSION,
        _n("policy_share", "prevalence in policy", "share"),
        _n("practice_share", "prevalence in interviews", "share"),
        _n("difference", "policy minus practice", "share"),
        *_interval(),
        _n("low_fixed", "lower end with the policies taken as a fixed set", "share"),
        _n("high_fixed", "upper end with the policies taken as a fixed set", "share"),
        _n("log_odds", "log-odds ratio under an informative Dirichlet prior; positive leans to policy"),
        _n("p", "label permutation over documents"),
        _n("p_adjusted", "max-T over the codes of the dimension"),
        _n("floor", "95th percentile of the gap between halves of one side", "share"),
        _n("detectable", "true gap that 80 % of studies of this size would tell from zero; empty: none", "share"),
        _n("established", "of practice claims of the code", "share"),
        _n("limited", "of practice claims of the code", "share"),
        _n("intended", "of practice claims of the code", "share"),
        _n("absent", "of practice claims of the code", "share"),
        _n("past", "of practice claims of the code", "share"),
        _i("practice_claims", "denominator of the five shares before"),
        _n("unmet", "policy's intended emphasis times the share not established in practice", "share"),
        _i("policy_documents", "policy documents in the estimate"),
        _i("participants", "participants in the estimate"),
        _b("few_clusters", "a side has fewer than 11 documents"),
        _b("robust", "sign holds under every specification"),
        _s("note", "why a cell is empty or must be read with care"),
    ),
)

INDEX = Table(
    "index",
    "The headline measures.",
    ("measure",),
    (
        _s("measure", "measure, with its dimension where it has one", required=True),
        _n("estimate", "estimate", "share"),
        *_interval(),
        _s("method", "how estimate and interval were made"),
        _s("note", "denominators, and how to read it"),
    ),
)

CASES = Table(
    "cases",
    "The two cases beside each other.",
    ("dimension", "code"),
    (
        *_CODE_IN_DIMENSION,
        *[
            column
            for case in ("a", "b")
            for column in (
                _s(f"case_{case}", "case"),
                _n(f"share_{case}", "prevalence in the case", "share"),
                _n(f"low_{case}", "lower end of its 95 % interval", "share"),
                _n(f"high_{case}", "upper end of its 95 % interval", "share"),
                _i(f"participants_{case}", "participants of the case in the estimate"),
            )
        ],
        _n("difference", "first case minus second", "share"),
        *_interval(),
        _n("p", "label permutation over participants"),
        _n("p_adjusted", "max-T over the codes of the dimension"),
        _s("note", "why a cell is empty or must be read with care"),
    ),
)

CORRECTED = Table(
    "corrected",
    "Prevalence corrected for coding error by a random hand-coded sample, beside the uncorrected one.",
    ("side", "dimension", "code"),
    (
        _s("side", "policy, practice, or policy minus practice", required=True, allowed=(*SIDES, "difference")),
        *_CODE_IN_DIMENSION,
        _n("raw", "coded passages that carry the code by machine, documents weighing the same", "share"),
        _n("corrected", "the same, corrected by the hand-coded sample", "share"),
        *_interval(),
        _i("labelled", "passages drawn at random and coded by hand"),
        _s("note", "why a cell is empty or must be read with care"),
    ),
)

WINDOWS = Table(
    "windows",
    "Policies over before the interviews, in force when they were held, and begun after, each beside practice.",
    ("window", "dimension", "code"),
    (
        _s("window", "when the policies bind", required=True, allowed=("before", "in_force", "after")),
        *_CODE_IN_DIMENSION,
        _i("policy_documents", "policy documents of the window in the estimate"),
        _n("policy_share", "prevalence in them", "share"),
        _n("practice_share", "prevalence in interviews", "share"),
        _n("difference", "policy minus practice", "share"),
        *_interval(),
        _n("unmet", "their intended emphasis times the share not established in practice", "share"),
        _s("note", "why a cell is empty or must be read with care"),
    ),
)

BOILERPLATE = Table(
    "boilerplate",
    "Coded policy passages that say again what another document says; counted once, at the first.",
    ("segment_id",),
    (
        _SEGMENT,
        _DOCUMENT,
        _s("repeats", "segment that says it first", required=True),
        _s("repeats_document", "its document", required=True),
        _n("similarity", "three-word runs shared, of those in either", "share"),
    ),
    (_TO_SEGMENT, _TO_DOCUMENT),
)

PRESENCE = Table(
    "presence",
    "Who speaks of a code at all (the primary measure of practice), and how often per thousand of their words.",
    ("group_kind", "group", "dimension", "code"),
    (
        _s("group_kind", "what the group is", required=True, allowed=("all", "university", "role")),
        _s("group", "the group", required=True),
        *_CODE_IN_DIMENSION,
        _i("participants", "participants asked about the dimension or speaking of it: the denominator"),
        _i("present", "of them, participants with the code"),
        _n("presence", "present over participants", "share"),
        *_interval(),
        _n("rate", "their passages with the code", "per thousand words of respondents"),
        _n("rate_low", "lower end of its 95 % interval", "per thousand words of respondents"),
        _n("rate_high", "upper end of its 95 % interval", "per thousand words of respondents"),
        _i("prompted", "passages with the code that take up a content word of the interviewer's"),
        _i("volunteered", "the other passages with the code"),
        _i("volunteering", "participants with a volunteered passage"),
        _s("note", "why a cell is empty or must be read with care"),
    ),
)

PROMPTED = Table(
    "prompted",
    "Coded passages of respondents: prompted by the interviewer's own words, or volunteered.",
    ("segment_id",),
    (
        _SEGMENT,
        _DOCUMENT,
        _b("prompted", "shares a content word with what the interviewer said just before"),
        _s("shared", "beginnings of the words shared, joined by spaces"),
    ),
    (_TO_SEGMENT, _TO_DOCUMENT),
)

GUIDE = Table(
    "guide",
    "Questions that interviews share, found by likeness of the interviewers' sentences.",
    ("question_id",),
    (
        _s("question_id", "question", required=True),
        _s("question", "the wording nearest to the others", required=True),
        _i("wordings", "sentences that put it"),
        _i("asked", "participants whom it was put to, five or more"),
        _i("participants", "participants of the study"),
    ),
)

QUESTION_COVERAGE = Table(
    "question_coverage",
    "Each participant on each question of the guide. Row-level material like segments: not for publication.",
    ("participant", "question_id"),
    (
        _s("participant", "participant, or document where none is named", required=True),
        _s("question_id", "question", required=True),
        _s("state", "not asked is missing, not zero", required=True, allowed=("answered", "nothing_said", "not_asked")),
        _i("turn", "turn in which it was first put"),
        _i("answer_words", "words of the answers"),
        _i("coded_segments", "segments of the answers that carry a code"),
    ),
    (ForeignKey("question_id", "guide"),),
)

DOUBT = Table(
    "doubt",
    "Prevalence from every passage's calibrated probabilities beside that from the codes applied: does doubt matter?",
    ("side", "dimension", "code"),
    (
        _s("side", "policy, practice, or policy minus practice", required=True, allowed=(*SIDES, "difference")),
        *_CODE_IN_DIMENSION,
        _n("hard", "prevalence from codes applied, as in gap.csv", "share"),
        _n("hard_low", "lower end of its 95 % interval", "share"),
        _n("hard_high", "upper end of its 95 % interval", "share"),
        _n("soft", "prevalence from expected counts, no threshold", "share"),
        _n("soft_low", "lower end of its 95 % interval over documents", "share"),
        _n("soft_high", "upper end of its 95 % interval over documents", "share"),
        _b("disagree", "either lies outside the other's interval, or a difference turns its sign"),
        _s("note", "why a cell is empty or must be read with care"),
    ),
)

CORRESPONDENCE = Table(
    "correspondence",
    "Each policy claim with what interviews answer.",
    ("claim_id",),
    (
        _s("claim_id", "policy claim, or practice claim that no policy speaks of", required=True),
        _s("side", "side of the claim", required=True, allowed=SIDES),
        _s(
            "answer",
            "what answers it",
            required=True,
            allowed=("answered", "partly", "unanswered", "not_mentioned", "not_asked", "no_policy", "policy"),
        ),
        _s("answers", "claims of the other side that answer, best first, joined by ';'"),
        _n("similarity", "similarity of the best answer", "cosine"),
    ),
    (ForeignKey("claim_id", "claims"),),
)

TARGETS = Table(
    "targets",
    "Quantified targets beside published outcomes.",
    ("claim_id",),
    (
        _s("claim_id", "claim", required=True),
        _s("program", "policy program"),
        _s("indicator", "what is measured"),
        _i("base_year", "year of the base"),
        _n("base_value", "base, in unit"),
        _i("target_year", "year of the target"),
        _i("due_year", "target_year, or the last year of the document's period where the target names none"),
        _n("target_value", "target, in unit"),
        _s("unit", "unit"),
        _s("responsible", "body that answers for it"),
        _s("outcome_indicator", "published indicator it was set beside"),
        _i("outcome_year", "year of the published value"),
        _n("outcome_value", "published value, in unit"),
        _s("outcome_source", "source of the published value"),
        _n("shortfall", "target minus outcome, in unit"),
        _n("ratio", "outcome divided by target"),
        _s("verdict", "met, missed, not measured", allowed=("met", "missed", "not_measured")),
        _s("note", "why nothing was measured, and the nearest published values"),
    ),
    (ForeignKey("claim_id", "claims"),),
)

TARGET_CHANGES = Table(
    "target_changes",
    "How targets moved from one program to the next.",
    ("change_id",),
    (
        _s("change_id", "the two claims, or the claim and the program without it", required=True),
        _s("indicator", "published indicator, or the later wording"),
        _s("from_program", "earlier program"),
        _s("from_claim", "claim of the earlier target; empty for a new one"),
        _s("from_indicator", "earlier wording"),
        _i("from_year", "due year of the earlier target"),
        _n("from_value", "earlier target, in unit"),
        _s("to_program", "later program"),
        _s("to_claim", "claim of the later target; empty for a vanished one"),
        _s("to_indicator", "later wording"),
        _i("to_year", "due year of the later target"),
        _n("to_value", "later target, in unit"),
        _s("unit", "unit"),
        _s(
            "change",
            "what became of it; moved: the same value by another year",
            required=True,
            allowed=("same", "moved", "raised", "lowered", "vanished", "new"),
        ),
    ),
)

PROGRAM_CHANGES = Table(
    "program_changes",
    "How the emphasis of a program differs from that of the one before it in its line. No interval: one document each.",
    ("from_program", "to_program", "dimension", "code"),
    (
        _s("from_program", "earlier program", required=True),
        _s("to_program", "program that continues it", required=True),
        *_CODE_IN_DIMENSION,
        _n("from_share", "share of the earlier program's passages coded in the dimension", "share"),
        _i("from_segments", "those passages: the denominator"),
        _n("to_share", "the same of the later program", "share"),
        _i("to_segments", "its denominator"),
        _n("difference", "later minus earlier", "share"),
        _s("change", "what became of the emphasis", allowed=("same", "more", "less", "new", "dropped")),
        _s("note", "why it must be read with care"),
    ),
)

OUTCOMES = Table(
    "outcomes",
    "Published statistics to set beside targets.",
    ("indicator", "year", "source"),
    (
        _s("indicator", "indicator", required=True),
        _i("year", "year", required=True),
        _n("value", "value, in unit", required=True),
        _s("unit", "unit", required=True),
        _s("source", "source", required=True),
        _s("keywords", "words that a target on this indicator uses, joined by ';'"),
        _s("direction", "which way is better", allowed=("up", "down")),
    ),
)

FINDINGS = Table(
    "findings",
    "What is known of the study, and whether this run shows it.",
    ("finding",),
    (
        _s("finding", "finding", required=True),
        _s("statement", "what was found", required=True),
        _n("estimate", "estimate of the test's contrast"),
        _n("low", "lower end of the 95 % interval"),
        _n("high", "upper end of the 95 % interval"),
        _s("verdict", "what the run says", required=True, allowed=VERDICTS),
        _s("passages", "segments to read, joined by ';'"),
        _s("note", "how it was tested, with denominators"),
    ),
)

TRIANGULATION = Table(
    "triangulation",
    "Each finding tested within groups of roles, and whether the groups agree.",
    ("finding", "group"),
    (
        _s("finding", "finding", required=True),
        _s("group", "group of roles", required=True),
        _i("participants", "participants of the group"),
        _n("estimate", "estimate of the test's contrast in the group"),
        _n("low", "lower end of the 95 % interval"),
        _n("high", "upper end of the 95 % interval"),
        _s("verdict", "what the group alone says", required=True, allowed=VERDICTS),
        _s(
            "agreement",
            "of the groups: same verdict, same direction only, or estimates on opposite sides of zero",
            allowed=("same", "direction", "apart"),
        ),
        _s("note", "how it was tested, or why it was not"),
    ),
    (ForeignKey("finding", "findings"),),
)

SPECIFICATION = Table(
    "specification",
    "The headline measures under every reasonable choice.",
    ("measure", "specification"),
    (
        _s("measure", "measure", required=True),
        _s("specification", "choice that was varied", required=True),
        _n("estimate", "estimate"),
        _n("low", "lower end of the 95 % interval"),
        _n("high", "upper end of the 95 % interval"),
    ),
)

AGREEMENT = Table(
    "agreement",
    "Agreement of two coders over all units both read.",
    ("code", "coder_a", "coder_b"),
    (
        _s("code", "code, or 'overall'", required=True),
        _s("coder_a", "coder", required=True),
        _s("coder_b", "coder", required=True),
        _n("kappa", "Cohen's kappa; empty where undefined"),
        _n("alpha", "Krippendorff's alpha, nominal; empty where undefined"),
        _n("low", "lower end of alpha's 95 % interval over documents"),
        _n("high", "upper end of alpha's 95 % interval over documents"),
        _n("kappa_low", "lower end of kappa's 95 % interval over documents"),
        _n("kappa_high", "upper end of kappa's 95 % interval over documents"),
        _n("span_alpha", "Krippendorff's unitizing alpha: do coded passages begin and end alike? empty: undefined"),
        _s(
            "reading",
            "below alpha .667 a code is not interpreted, to .8 tentatively",
            allowed=("reliable", "tentative", "not interpreted"),
        ),
        _i("units", "segments both coders read"),
        _s("note", "why a cell is empty or must be read with care"),
    ),
)

EVALUATION = Table(
    "evaluation",
    "Coders against gold codings, split by document.",
    ("coder", "code"),
    (
        _s("coder", "coder", required=True),
        _s("code", "code, dimension, 'micro', 'macro' or 'gate'", required=True),
        _n("precision", "precision", "share"),
        _n("recall", "recall", "share"),
        _n("f1", "F1", "share"),
        _n("low", "lower end of F1's 95 % interval over documents", "share"),
        _n("high", "upper end of F1's 95 % interval over documents", "share"),
        _i("support", "segments with the code in gold"),
        _s("note", "set, split and what must be read with care"),
    ),
)

REVIEW = Table(
    "review",
    "Passages put before a person: what stands in a review sheet besides the columns to fill in.",
    ("segment_id",),
    (
        _i("number", "row of the sheet, from 1", required=True),
        _i("rows", "rows of the whole sheet", required=True),
        _SEGMENT,
        _DOCUMENT,
        _s("side", "policy text or interview", required=True, allowed=SIDES),
        _s("language", "language of the segment"),
        _s("place", "page or turn and heading"),
        _s("before", "what stands just before, or the question: context, not to be coded"),
        _s("text", "the passage to code", required=True),
        _s("reason", "why it was chosen: random, uncertain, disagreeing, rare, joined by ';'", required=True),
        _n("sampling_probability", "probability of being drawn at random; empty when chosen otherwise", "share"),
        _s("check", "hash of the columns that must not be changed", required=True),
    ),
    (_TO_SEGMENT, _TO_DOCUMENT),
)

PEOPLE = Table(
    "people",
    "One person's codings, a file of the corpus' folder codings: a row without a code says read, nothing applies.",
    ("segment_id", "code", "coder"),
    (
        _SEGMENT,
        _s("code", "code of the codebook; empty: the segment was read and carries none"),
        _s("coder", "who coded", required=True),
        _s("status", "status of the segment's main claim", allowed=STATUSES),
        _s("modality", "how an intended claim binds", allowed=MODALITIES),
        _n("sampling_probability", "probability with which the segment was drawn at random, else empty", "share"),
        _s("note", "the person's remark"),
    ),
    (_TO_SEGMENT,),
)

QUALITY = Table(
    "quality",
    "Coders against gold codings by side and language, the status of claims, and codes given where none belongs.",
    ("coder", "group_kind", "group", "measure"),
    (
        _s("coder", "coder", required=True),
        _s("group_kind", "what the group is", required=True, allowed=("all", "side", "language")),
        _s("group", "the group", required=True),
        _s(
            "measure",
            "precision, recall or F1 of micro, macro, gate or a dimension; status accuracy; false codes",
            required=True,
        ),
        _n("estimate", "estimate; empty where undefined", "share"),
        *_interval(),
        _i("count", "denominator: segments or, for precision, recall and F1, codes given in gold"),
        _s("note", "what was counted, and what must be read with care"),
    ),
)

CONFUSIONS = Table(
    "confusions",
    "Which code was given for which, within a dimension, on held-out documents.",
    ("coder", "dimension", "meant", "given"),
    (
        _s("coder", "coder", required=True),
        _s("dimension", "dimension", required=True),
        _s("meant", "code in gold, or 'no code'", required=True),
        _s("given", "code of the coder, or 'no code'", required=True),
        _i("segments", "segments with this pair", required=True),
        _i("support", "segments with the code in gold; empty for 'no code'"),
    ),
)

RELIABILITY = Table(
    "reliability",
    "Do probabilities mean what they say? Cells of held-out segments by the probability of their code.",
    ("coder", "from"),
    (
        _s("coder", "coder", required=True),
        _n("from", "lower end of the bin", "share", required=True),
        _n("to", "upper end of the bin", "share", required=True),
        _i("cells", "segments times codes in the bin", required=True),
        _n("predicted", "mean probability", "share"),
        _n("observed", "share of the cells that carry the code in gold", "share"),
        *_interval(),
    ),
)

WORST_PASSAGES = Table(
    "worst_passages",
    "Held-out passages on which the resolved coder is most wrong: for reading, and for better cues and training.",
    ("segment_id",),
    (
        _SEGMENT,
        _DOCUMENT,
        _s("meant", "codes in gold, joined by ';'"),
        _s("given", "codes of the resolved coder, joined by ';'"),
        _n("loss", "minus the log-likelihood of gold under the probabilities; wrong codes where rules stand alone"),
        _s("text", "the passage", required=True),
    ),
    (_TO_SEGMENT, _TO_DOCUMENT),
)

LEARNING_CURVE = Table(
    "learning_curve",
    "Scores on held-out documents by how many coded passages training had.",
    ("coder", "passages"),
    (
        _s("coder", "coder", required=True),
        _i("passages", "coded passages in training", required=True),
        _n("micro", "micro-F1", "share"),
        *_interval(),
        _n("macro", "mean F1 over codes with ten or more positives", "share"),
        _n("gate", "F1 of any code against none", "share"),
        _s("note", "how passages were chosen and what was scored"),
    ),
)

FLIPS = Table(
    "flips",
    "Codings of the resolved coder that a refit of the model added or took away.",
    ("segment_id", "code"),
    (
        _SEGMENT,
        _s("code", "code of the codebook", required=True),
        _s("change", "what the refit did", required=True, allowed=("added", "taken away")),
        _n("probability", "probability where the code is applied: after an addition, before a removal", "share"),
    ),
    (_TO_SEGMENT,),
)

SIMULATION = Table(
    "simulation",
    "Coverage and false alarms of the estimators at given sample sizes.",
    ("scenario", "measure", "method", "policies", "participants"),
    (
        _s("scenario", "what world was simulated", required=True),
        _s("measure", "measure", required=True),
        _s("method", "interval or test", required=True),
        _i("policies", "policy documents", required=True),
        _i("participants", "participants", required=True),
        _i("simulations", "simulated corpora", required=True),
        _n("nominal", "promised coverage or error rate", "share"),
        _n("coverage", "share of intervals that held the truth", "share"),
        _n("false_alarm", "share of null corpora in which a difference was declared", "share"),
    ),
)

EXPORTED: tuple[Table, ...] = (
    DOCUMENTS,
    SEGMENTS,
    CODINGS,
    CLAIMS,
    TOPICS,
    TOPIC_WORDS,
    TOPIC_CHOICE,
    TOPIC_INTRUSION,
    TOPIC_INTRUSION_KEY,
    TOPIC_NOTES,
    PREVALENCE,
    GAP,
    INDEX,
    CASES,
    CORRECTED,
    DOUBT,
    PRESENCE,
    PROMPTED,
    WINDOWS,
    BOILERPLATE,
    GUIDE,
    QUESTION_COVERAGE,
    CORRESPONDENCE,
    TARGETS,
    TARGET_CHANGES,
    PROGRAM_CHANGES,
    FINDINGS,
    TRIANGULATION,
    SPECIFICATION,
    AGREEMENT,
    EVALUATION,
    QUALITY,
    CONFUSIONS,
    RELIABILITY,
    WORST_PASSAGES,
    REJECTED,
)
