"""Tables for people, measured through the same doors as users; `python -m benchmarks.NAME` runs one.

answers         the questions of `corpora/`, asked of a running server
conversations   follow-ups, small talk, typos, key words and abstentions, turn by turn
expected_words  whether an answer holds the words that a question expects
detection       how well wrong answers are told from right ones; it is made of the following
detection_answers, detection_figures, detection_report
                every answer checked, its figures, and these as tables
detection_selfcheck
                SelfCheckGPT's own benchmark
detection_speed milliseconds per check
understanding   the written blocks, in which shared words say nothing, by every judge side by side
entailment      public sets of entailment and of summaries, the same way
blocks          whether a right answer of a written block comes first, by the check and by quoting
real_answers    answers of a real language model, right and wrong by gold, the same way
llm_judge   a language model as a judge: alone, and what it adds to ours
small_model, openai_server
                a language model of this machine behind OpenAI's protocol
checks, check_command, check_figures, check_report
                the checks, the command line, the figures and the tables that these share
everyday        whether retrieval finds the answers to everyday questions
tasks           diagrams that are drawn, and what a rewritten text keeps, of a server's language model
gate            how often the gate finds a spoilt candidate and passes a like one, on invented outcomes
audit           how well the audit's estimate holds, and when drift is found, on invented answers
squad           questions of SQuAD 2 among 500 paragraphs, by quoting: answered, rightly, left open
tables, table_files
                questions computed over public tables, against results computed by other means
documents       what becomes of a folder of bad documents
cells           whether table cells that a person read off pages are read under their names
ingest, ingest_peer
                ingest throughput against LangChain's stock pipeline
retrieval       hybrid retrieval over many chunks against LangChain's ensemble
quality, hungarian
                how well retrieval ranks, and finds Hungarian
inference       local models
latency         from a question to its checked answer, by stage, and memory
liveness        health beside a hundred slow answers, and quoted answers a second
kills           what survives sixty kills
queue           many reviewers at one queue, some of whom are killed
same_questions  which questions count as the same
slow_model      a language model whose first word takes a while
serving         a server of its own for a benchmark
"""
