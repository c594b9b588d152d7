"""Collections, their documents with versions and bytes, and what is searched: chunks with their vectors.

rows              the tables of collections, documents and chunks
values            places and marks as they are kept, and back
stated_values     what documents say of themselves as it is kept, and back
store             Documents: all but the queue, which `storage.stores` gives
collection_store  SqlCollections
changes           the order in which chunks appear and go
chunk_store       SqlChunks: the truth about chunks, and the feed that the indexes follow
embedding_rows    the tables of encoders and of their vectors that wait
embedding_values  vectors as they are kept, and back
embedding_store   SqlEmbeddings: how the vectors of another encoder take the place of the old
originals         uploaded bytes by their hash
suggestion_store  SqlSuggestions: the questions that documents were found to answer
table_store       SqlTables: which documents hold tables that can be computed over
"""
