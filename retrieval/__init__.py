"""Finding the passages for a question.

hybrid       `HybridRetriever`: the port, over everything below; `Tuning`: its settings
langchain    `CandorRetriever`: any retriever as a LangChain `BaseRetriever`
stages       `Stage`, `Observer`: what a retrieval spends its time on
fusion       reciprocal rank fusion
sentences    chunks in the order of their nearest sentences
reranking    the reader's order, and what stands where it fails
newer_first  the newer of two documents on one matter
shelf        the collections that are open, catching up in the background
partition    one collection: opened, caught up, rebuilt, saved
purging      files that hold what was deleted, made anew
views        both indexes of a collection in one state
snapshots    what is on disk: whole snapshots with checksums
live_folder  the files that a running process works on
dense        FAISS: exact, HNSW above a size
gpu          exact search on a GPU, where faiss-gpu is installed
lexical      tantivy: BM25 over stems
spelling     words that no document has, and those that were likely meant
analysis     languages: stemmers and heads of words
hits         what an index finds
memory       giving freed memory back
"""
