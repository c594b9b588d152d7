"""The lexical index of one collection: tantivy's BM25 (Lucene's: k1 1.2, b .75, one-byte lengths) over stems."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import tantivy

from retrieval.analysis import Analysis, Field
from retrieval.hits import Hit
from retrieval.memory import give_back

_ID = "chunk_id"
_FREQUENCIES = "freq"  # no positions, so the files hold no text that could be read back
_WRITER_BYTES = 15_000_000  # the least that tantivy takes; a writer lives only while it writes
_WRITER_THREADS = 1
MOST_TERMS = 64
"""How many different terms of a query are searched, the rarest ones; a question of 100,000 characters has more."""


class LexicalIndex:
    """Terms of chunks, on disk in `folder`, which is made if need be. One writer at a time, any number of readers."""

    def __init__(self, folder: Path, analysis: Analysis) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._analysis = analysis
        self._schema = _schema(analysis)
        # Raises ValueError where the folder holds something else.
        self._index = tantivy.Index(self._schema, path=str(folder))
        for field, analyzer in analysis.analyzers.items():
            self._index.register_tokenizer(field.value, analyzer)

    def __len__(self) -> int:
        return int(self._index.searcher().num_docs)

    def apply(self, *, added: Mapping[int, str], removed: Collection[int]) -> None:
        """Replaces or adds the texts of `added`, drops `removed`; searches see all of it at once, or nothing."""
        writer = self._index.writer(heap_size=_WRITER_BYTES, num_threads=_WRITER_THREADS)
        if len(self):
            # By a query: tantivy 0.27 deletes nothing by a term of an unsigned field, and does not say so.
            writer.delete_documents_by_query(tantivy.Query.term_set_query(self._schema, _ID, [*added, *removed]))
        for chunk_id, text in added.items():
            writer.add_document(self._document(chunk_id, text))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        give_back()

    def search(self, query: str, *, limit: int) -> Sequence[Hit]:
        """At most `limit` hits, best first. `query` is plain text: nothing in it is an operator."""
        searcher = self._index.searcher()
        wanted = self._wanted(query, searcher)
        if not wanted:
            return []
        found = searcher.search(tantivy.Query.boolean_query(wanted), limit, count=False).hits
        ids = searcher.fast_field_values(_ID, [address for _, address in found])
        return [
            Hit(int(chunk_id), float(score))
            for chunk_id, (score, _) in zip(ids, found, strict=True)
            if chunk_id is not None
        ]

    def knows(self, word: str) -> bool:
        """Whether a text has it, or a word that begins like it."""
        searcher = self._index.searcher()
        found = self._analysis.terms(word).items()
        return any(searcher.doc_freq(field.value, term) for field, terms in found for term in terms)

    def resembling(self, word: str, *, edits: int, limit: int) -> Sequence[int]:
        """At most `limit` chunks with a word whose stem is `edits` or fewer away from that of `word`."""
        queries = [
            (tantivy.Occur.Should, tantivy.Query.fuzzy_term_query(self._schema, Field.STEMS.value, term, edits))
            for term in self._analysis.terms(word)[Field.STEMS]
        ]
        searcher = self._index.searcher()
        found = searcher.search(tantivy.Query.boolean_query(queries), limit, count=False).hits if queries else []
        ids = searcher.fast_field_values(_ID, [address for _, address in found])
        return [int(chunk_id) for chunk_id in ids if chunk_id is not None]

    def _wanted(self, query: str, searcher: tantivy.Searcher) -> list[tuple[tantivy.Occur, tantivy.Query]]:
        wanted = []
        for field, terms in self._analysis.terms(query).items():
            for term in _rarest(field, terms, searcher):
                query_of_term = tantivy.Query.term_query(self._schema, field.value, term, _FREQUENCIES)
                wanted.append((tantivy.Occur.Should, query_of_term))
        return wanted

    def _document(self, chunk_id: int, text: str) -> tantivy.Document:
        document = tantivy.Document()
        document.add_unsigned(_ID, chunk_id)
        for field, given in self._analysis.texts(text).items():
            document.add_text(field.value, given)
        return document


def _rarest(field: Field, terms: Sequence[str], searcher: tantivy.Searcher) -> Sequence[str]:
    """The different terms that occur at all; the rarest ones where there are too many."""
    frequencies = {term: searcher.doc_freq(field.value, term) for term in dict.fromkeys(terms)}
    known = [term for term, frequency in frequencies.items() if frequency]
    return known if len(known) <= MOST_TERMS else sorted(known, key=frequencies.__getitem__)[:MOST_TERMS]


def _schema(analysis: Analysis) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder().add_unsigned_field(_ID, indexed=True, fast=True)
    for field in analysis.analyzers:
        builder = builder.add_text_field(field.value, tokenizer_name=field.value, index_option=_FREQUENCIES)
    return builder.build()
