"""What can be done, over the ports of `domain`; knows nothing of HTTP, settings or the sibling packages.

A question:
conversing        from a request to a question with its conversation
understanding     from what somebody says to a question with its passages
stepping          a question of two steps
grounding         where the answer was found that it goes on from
choosing          which reading of a question is meant
manners           what is said to small talk, and where documents end
errands           what front-ends ask in the background
answering         what goes into and comes out of it
quoted            what of quotes is shown, of several questions part by part
quotes_first      quotes as the answer, and whether a language model is asked after them
drafting          an answer while it is written
manuscript        its text, each claim in its place
dating            which of its sources is the newer
abstaining        whether the documents answer what a model found no answer to
repairing         what a model wrote wrongly, written anew or left out
explaining        what an answer was chosen from
recalling         a person's answer to the same question
showing           what a language model is shown beside the question
precedents        people's answers to questions like it, as examples
computing         questions that count, add up, rank or filter
remembering       a question in its conversation
assistant         retrieve, generate, verify, decide, store
tasks             summaries and rewritten texts, checked as answers are
naming            which documents they are made of
drawing           diagrams
standing_in       why quotes stand in for a language model
counting          what is counted of it
model_desk        who answers
rehearsing        answers that leave nothing behind
canary            a candidate gets a share of the conversations
model_shelf       models of this machine come and go
adapters          adapters of the language model come and go
stages            how long each takes
tracing           the same of a whole answer, for traces
answer_turns      a few answers compute at once
second_opinion    other answers where the first is in doubt

Documents:
intake            uploads in, documents out
reading           one document in turns
turns             whose document is next
worker            the threads that read
tabulating        the tables of what is read, and of what was read before
suggesting        questions that documents answer
erasing           what is deleted is gone
encoders          which one embeds a collection
reembedding       vectors anew after a change of the encoder
recognising       whose vectors they are

People:
voting            which of two answers they prefer
auditing          which answers they look at by chance
reviewing         what they do with what was escalated
briefing          what is shown beside a case
announcing        who is told what happened
telling           what other systems are told
broker            events by topic
streams           event streams, opened and ended
revocation        ends what runs under revoked keys

All of them:
clock             what time it is

Looking after the answers:
diagnosing        why those failed that did
anchoring         frozen claims judged anew every night
gaps              what is asked in vain, by topic
upkeep            the thread that does such things while nobody asks

Health:
health            the state of each dependency
watching          looks every few seconds
storage_checks    disk and database
"""
