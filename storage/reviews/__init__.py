"""What goes to a person and comes back.

rows      the tables of escalations, their history, resolutions and labels
values    escalations as they are kept, and back; what follows from their times
reading   escalations with all that belongs to them
waiting   the order in which they wait, and how many wait where
filtering which of them a reviewer looks for
deciding  how one is decided and opened again, with those that ask the same
opening   how an escalation begins, in the transaction of what calls for it
store     SqlEscalations: who holds one, until when, and what came of it
auditing  SqlAudits: what was drawn by chance, and what people said of it
counting  SqlQuality: answers by outcome and open escalations, step by step

webhook_rows      the table of messages to other systems
webhook_store     SqlWebhooks: what happened, and which of it was not taken yet

verified_rows     the tables of verified answers and of what they rest on
verifying         how a resolved escalation becomes one
evidence_changes  what became of what one rested on
verified_store    SqlVerified: which are given, and which are suspended
"""
