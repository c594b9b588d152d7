"""Who gets which status from which route.

A row: method, path, whose thing the request is about (`-` for nothing in particular), and a status for each principal.
After `|` in a path stands the field by which the request names the thing. `own` is the principal's own, or in a
collection that a limited key sees; `shared` is another's in such a collection; `foreign` is another's, in a collection
that a limited key does not see; `missing` never existed.
"""

PRINCIPALS = ("none", "chat", "other", "reviewer", "admin", "l_chat", "l_reviewer", "l_admin", "revoked")

TABLE = """
                                                               none chat oth  rev  adm  lcha lrev ladm revoked
GET    /livez                                        -         200  200  200  200  200  200  200  200  200
GET    /readyz                                       -         200  200  200  200  200  200  200  200  200
GET    /login                                        -         200  200  200  200  200  200  200  200  200
GET    /v1/openapi.json                             -         401  200  200  200  200  200  200  200  401
HEAD   /v1/openapi.json                             -         401  200  200  200  200  200  200  200  401
GET    /v1/{path:path}                              -         401  404  404  404  404  404  404  404  401
POST   /v1/{path:path}                              -         401  404  404  404  404  404  404  404  401
PUT    /v1/{path:path}                              -         401  404  404  404  404  404  404  404  401
PATCH  /v1/{path:path}                              -         401  404  404  404  404  404  404  404  401
DELETE /v1/{path:path}                              -         401  404  404  404  404  404  404  404  401
OPTIONS /v1/{path:path}                              -         401  404  404  404  404  404  404  404  401
GET    /metrics                                      -         401  403  403  403  200  403  403  403  401
POST   /livez                                       -         405  405  405  405  405  405  405  405  405
PUT    /livez                                       -         405  405  405  405  405  405  405  405  405
PATCH  /livez                                       -         405  405  405  405  405  405  405  405  405
DELETE /livez                                       -         405  405  405  405  405  405  405  405  405
OPTIONS /livez                                       -         204  204  204  204  204  204  204  204  204
POST   /readyz                                      -         405  405  405  405  405  405  405  405  405
PUT    /readyz                                      -         405  405  405  405  405  405  405  405  405
PATCH  /readyz                                      -         405  405  405  405  405  405  405  405  405
DELETE /readyz                                      -         405  405  405  405  405  405  405  405  405
OPTIONS /readyz                                      -         204  204  204  204  204  204  204  204  204
POST   /metrics                                     -         405  405  405  405  405  405  405  405  405
PUT    /metrics                                     -         405  405  405  405  405  405  405  405  405
PATCH  /metrics                                     -         405  405  405  405  405  405  405  405  405
DELETE /metrics                                     -         405  405  405  405  405  405  405  405  405
OPTIONS /metrics                                     -         204  204  204  204  204  204  204  204  204
POST   /login                                       -         405  405  405  405  405  405  405  405  405
PUT    /login                                       -         405  405  405  405  405  405  405  405  405
PATCH  /login                                       -         405  405  405  405  405  405  405  405  405
DELETE /login                                       -         405  405  405  405  405  405  405  405  405
OPTIONS /login                                       -         204  204  204  204  204  204  204  204  204
POST   /v1/login                                     -         401  204  204  204  204  204  204  204  401
POST   /v1/logout                                    -         204  204  204  204  204  204  204  204  204
GET    /v1/me                                        -         401  200  200  200  200  200  200  200  401
GET    /v1/models                                    -         401  200  200  200  200  200  200  200  401
GET    /v1/models/{model_id:path}                    -         401  200  200  200  200  200  200  200  401
POST   /v1/models/adapters                           -         401  403  403  403  409  403  403  403  401
DELETE /v1/models/adapters/{name}                    -         401  403  403  403  409  403  403  403  401
POST   /v1/verify                                    -         401  200  200  200  200  200  200  200  401

GET    /v1/collections                               -         401  200  200  200  200  200  200  200  401
POST   /v1/collections                               own       401  403  403  403  409  403  403  403  401
POST   /v1/collections                               foreign   401  403  403  403  409  403  403  403  401
POST   /v1/collections                               missing   401  403  403  403  201  403  403  403  401
PATCH  /v1/collections/{name}                        own       401  403  403  403  200  403  403  200  401
PATCH  /v1/collections/{name}                        foreign   401  403  403  403  200  403  403  404  401
PATCH  /v1/collections/{name}                        missing   401  403  403  403  404  403  403  404  401
DELETE /v1/collections/{name}                        own       401  403  403  403  204  403  403  204  401
DELETE /v1/collections/{name}                        foreign   401  403  403  403  204  403  403  404  401
DELETE /v1/collections/{name}                        missing   401  403  403  403  404  403  403  404  401

POST   /v1/documents|collection                      own       401  200  200  200  200  200  200  200  401
POST   /v1/documents|collection                      foreign   401  200  200  200  200  404  404  404  401
POST   /v1/documents|collection                      missing   401  404  404  404  404  404  404  404  401
POST   /v1/documents|conversation_id                 own       401  202  202  202  202  202  202  202  401
POST   /v1/documents|conversation_id                 foreign   401  404  404  404  404  404  404  404  401
POST   /v1/documents|conversation_id                 missing   401  404  404  404  404  404  404  404  401
GET    /v1/documents|collection                      own       401  200  200  200  200  200  200  200  401
GET    /v1/documents|collection                      foreign   401  200  200  200  200  404  404  404  401
GET    /v1/documents|collection                      missing   401  404  404  404  404  404  404  404  401
GET    /v1/documents|conversation_id                 own       401  200  200  200  200  200  200  200  401
GET    /v1/documents|conversation_id                 foreign   401  404  404  404  404  404  404  404  401
GET    /v1/documents|conversation_id                 missing   401  404  404  404  404  404  404  404  401
GET    /v1/documents/{document_id}                   own       401  200  200  200  200  200  200  200  401
GET    /v1/documents/{document_id}                   foreign   401  200  200  200  200  404  404  404  401
GET    /v1/documents/{document_id}                   missing   401  404  404  404  404  404  404  404  401
GET    /v1/documents/{document_id}|attached          own       401  200  200  200  200  200  200  200  401
GET    /v1/documents/{document_id}|attached          foreign   401  404  404  404  404  404  404  404  401
GET    /v1/documents/{document_id}|attached          missing   401  404  404  404  404  404  404  404  401
DELETE /v1/documents/{document_id}                   own       401  204  204  204  204  204  204  204  401
DELETE /v1/documents/{document_id}                   shared    401  403  403  403  204  403  403  204  401
DELETE /v1/documents/{document_id}                   foreign   401  403  403  403  204  404  404  404  401
DELETE /v1/documents/{document_id}                   missing   401  404  404  404  404  404  404  404  401
DELETE /v1/documents/{document_id}|attached          own       401  204  204  204  204  204  204  204  401
DELETE /v1/documents/{document_id}|attached          foreign   401  404  404  404  404  404  404  404  401
DELETE /v1/documents/{document_id}|attached          missing   401  404  404  404  404  404  404  404  401
GET    /v1/documents/{document_id}/events            own       401  200  200  200  200  200  200  200  401
GET    /v1/documents/{document_id}/events            foreign   401  200  200  200  200  404  404  404  401
GET    /v1/documents/{document_id}/events            missing   401  404  404  404  404  404  404  404  401
GET    /v1/documents/{document_id}/pages/{page}.png  own       401  200  200  200  200  200  200  200  401
GET    /v1/documents/{document_id}/pages/{page}.png  foreign   401  200  200  200  200  404  404  404  401
GET    /v1/documents/{document_id}/pages/{page}.png  missing   401  404  404  404  404  404  404  404  401

POST   /v1/search                                    own       401  200  200  200  200  200  200  200  401
POST   /v1/search                                    foreign   401  200  200  200  200  404  404  404  401
POST   /v1/search                                    missing   401  404  404  404  404  404  404  404  401
POST   /v1/chat/completions|collection               own       401  200  200  200  200  200  200  200  401
POST   /v1/chat/completions|collection               foreign   401  200  200  200  200  404  404  404  401
POST   /v1/chat/completions|collection               missing   401  404  404  404  404  404  404  404  401
POST   /v1/chat/completions|conversation_id          own       401  200  200  200  200  200  200  200  401
POST   /v1/chat/completions|conversation_id          foreign   401  404  404  404  404  404  404  404  401
POST   /v1/chat/completions|conversation_id          missing   401  404  404  404  404  404  404  404  401

GET    /v1/suggestions                               -         401  200  200  200  200  404  404  404  401
GET    /v1/suggestions|collection                    own       401  200  200  200  200  200  200  200  401
GET    /v1/suggestions|collection                    foreign   401  200  200  200  200  404  404  404  401
GET    /v1/suggestions|collection                    missing   401  404  404  404  404  404  404  404  401
GET    /v1/suggestions|conversation_id               own       401  200  200  200  200  200  200  200  401
GET    /v1/suggestions|conversation_id               foreign   401  404  404  404  404  404  404  404  401
GET    /v1/suggestions|conversation_id               missing   401  404  404  404  404  404  404  404  401

GET    /v1/conversations                             -         401  200  200  200  200  200  200  200  401
POST   /v1/conversations                             own       401  201  201  201  201  201  201  201  401
POST   /v1/conversations                             foreign   401  201  201  201  201  404  404  404  401
POST   /v1/conversations                             missing   401  404  404  404  404  404  404  404  401
GET    /v1/conversations/{conversation_id}           own       401  200  200  200  200  200  200  200  401
GET    /v1/conversations/{conversation_id}           foreign   401  404  404  404  404  404  404  404  401
GET    /v1/conversations/{conversation_id}           missing   401  404  404  404  404  404  404  404  401
DELETE /v1/conversations/{conversation_id}           own       401  204  204  204  204  204  204  204  401
DELETE /v1/conversations/{conversation_id}           foreign   401  404  404  404  404  404  404  404  401
DELETE /v1/conversations/{conversation_id}           missing   401  404  404  404  404  404  404  404  401
GET    /v1/conversations/{conversation_id}/events    own       401  200  200  200  200  200  200  200  401
GET    /v1/conversations/{conversation_id}/events    foreign   401  404  404  404  404  404  404  404  401
GET    /v1/conversations/{conversation_id}/events    missing   401  404  404  404  404  404  404  404  401
GET    /v1/answers/{answer_id}                       own       401  200  200  200  200  200  200  200  401
GET    /v1/answers/{answer_id}                       shared    401  404  404  200  200  404  200  200  401
GET    /v1/answers/{answer_id}                       foreign   401  404  404  200  200  404  404  404  401
GET    /v1/answers/{answer_id}                       missing   401  404  404  404  404  404  404  404  401
POST   /v1/answers/{answer_id}/feedback              own       401  204  204  204  204  204  204  204  401
POST   /v1/answers/{answer_id}/feedback              shared    401  404  404  204  204  404  204  204  401
POST   /v1/answers/{answer_id}/feedback              foreign   401  404  404  204  204  404  404  404  401
POST   /v1/answers/{answer_id}/feedback              missing   401  404  404  404  404  404  404  404  401

POST   /v1/escalations|answer_id                     own       401  201  201  201  201  201  201  201  401
POST   /v1/escalations|answer_id                     shared    401  404  404  201  201  404  201  201  401
POST   /v1/escalations|answer_id                     foreign   401  404  404  201  201  404  404  404  401
POST   /v1/escalations|answer_id                     missing   401  404  404  404  404  404  404  404  401
POST   /v1/escalations|conversation_id               own       401  201  201  201  201  201  201  201  401
POST   /v1/escalations|conversation_id               shared    401  404  404  201  201  404  201  201  401
POST   /v1/escalations|conversation_id               foreign   401  404  404  201  201  404  404  404  401
POST   /v1/escalations|conversation_id               missing   401  404  404  404  404  404  404  404  401
GET    /v1/escalations                               -         401  403  403  200  200  403  200  200  401
GET    /v1/escalations|collection                    own       401  403  403  200  200  403  200  200  401
GET    /v1/escalations|collection                    foreign   401  403  403  200  200  403  404  404  401
GET    /v1/escalations|collection                    missing   401  403  403  200  200  403  404  404  401
GET    /v1/escalations/events                        -         401  403  403  200  200  403  200  200  401
GET    /v1/escalations/{escalation_id}               own       401  403  403  200  200  403  200  200  401
GET    /v1/escalations/{escalation_id}               foreign   401  403  403  200  200  403  404  404  401
GET    /v1/escalations/{escalation_id}               missing   401  403  403  404  404  403  404  404  401
POST   /v1/escalations/{escalation_id}/claim         own       401  403  403  200  200  403  200  200  401
POST   /v1/escalations/{escalation_id}/claim         foreign   401  403  403  200  200  403  404  404  401
POST   /v1/escalations/{escalation_id}/claim         missing   401  403  403  404  404  403  404  404  401
POST   /v1/escalations/{escalation_id}/renew         own       401  403  403  200  200  403  200  200  401
POST   /v1/escalations/{escalation_id}/renew         foreign   401  403  403  200  200  403  404  404  401
POST   /v1/escalations/{escalation_id}/renew         missing   401  403  403  404  404  403  404  404  401
POST   /v1/escalations/{escalation_id}/release       own       401  403  403  200  200  403  200  200  401
POST   /v1/escalations/{escalation_id}/release       foreign   401  403  403  200  200  403  404  404  401
POST   /v1/escalations/{escalation_id}/release       missing   401  403  403  404  404  403  404  404  401
POST   /v1/escalations/{escalation_id}/resolve       own       401  403  403  200  200  403  200  200  401
POST   /v1/escalations/{escalation_id}/resolve       foreign   401  403  403  200  200  403  404  404  401
POST   /v1/escalations/{escalation_id}/resolve       missing   401  403  403  404  404  403  404  404  401
POST   /v1/escalations/{escalation_id}/assign        own       401  403  403  200  200  403  200  200  401
POST   /v1/escalations/{escalation_id}/assign        foreign   401  403  403  200  200  403  404  404  401
POST   /v1/escalations/{escalation_id}/assign        missing   401  403  403  404  404  403  404  404  401
POST   /v1/escalations/{escalation_id}/reopen        own       401  403  403  200  200  403  200  200  401
POST   /v1/escalations/{escalation_id}/reopen        foreign   401  403  403  200  200  403  404  404  401
POST   /v1/escalations/{escalation_id}/reopen        missing   401  403  403  404  404  403  404  404  401
GET    /v1/escalations/{escalation_id}/briefing      own       401  403  403  200  200  403  200  200  401
GET    /v1/escalations/{escalation_id}/briefing      foreign   401  403  403  200  200  403  404  404  401
GET    /v1/escalations/{escalation_id}/briefing      missing   401  403  403  404  404  403  404  404  401
POST   /v1/escalations/claim-next                    -         401  403  403  204  204  403  204  204  401
POST   /v1/escalations/claim-next|collection         own       401  403  403  204  204  403  204  204  401
POST   /v1/escalations/claim-next|collection         foreign   401  403  403  204  204  403  404  404  401
POST   /v1/escalations/claim-next|collection         missing   401  403  403  204  204  403  404  404  401
POST   /v1/escalations/resolve-several               -         401  403  403  200  200  403  200  200  401
GET    /v1/webhooks/dead                             -         401  403  403  403  200  403  403  403  401
POST   /v1/webhooks/dead/{delivery_id}/retry         missing   401  403  403  403  404  403  403  403  401

GET    /v1/verified-answers                          -         401  403  403  200  200  403  200  200  401
GET    /v1/verified-answers|collection               own       401  403  403  200  200  403  200  200  401
GET    /v1/verified-answers|collection               foreign   401  403  403  200  200  403  404  404  401
GET    /v1/verified-answers|collection               missing   401  403  403  200  200  403  404  404  401
DELETE /v1/verified-answers/{verified_id}            own       401  403  403  204  204  403  204  204  401
DELETE /v1/verified-answers/{verified_id}            foreign   401  403  403  204  204  403  404  404  401
DELETE /v1/verified-answers/{verified_id}            missing   401  403  403  404  404  403  404  404  401

GET    /v1/quality                                   -         401  403  403  200  200  403  422  422  401
GET    /v1/quality|collection                        own       401  403  403  200  200  403  200  200  401
GET    /v1/quality|collection                        foreign   401  403  403  200  200  403  404  404  401
GET    /v1/quality|collection                        missing   401  403  403  200  200  403  404  404  401
GET    /v1/quality/series                            -         401  403  403  200  200  403  422  422  401
GET    /v1/quality/series|collection                 own       401  403  403  200  200  403  200  200  401
GET    /v1/quality/series|collection                 foreign   401  403  403  200  200  403  404  404  401
GET    /v1/quality/series|collection                 missing   401  403  403  200  200  403  404  404  401
GET    /v1/quality/thresholds                        -         401  403  403  403  200  403  403  422  401
GET    /v1/quality/thresholds|collection             own       401  403  403  403  200  403  403  200  401
GET    /v1/quality/thresholds|collection             foreign   401  403  403  403  200  403  403  404  401
GET    /v1/quality/thresholds|collection             missing   401  403  403  403  404  403  403  404  401

GET    /                                             -         401  200  200  200  200  200  200  200  401
HEAD   /                                             -         401  200  200  200  200  200  200  200  401
GET    /documents                                    -         401  200  200  200  200  200  200  200  401
GET    /documents/                                   -         401  301  301  301  301  301  301  301  401
GET    /review                                       -         401  200  200  200  200  200  200  200  401
GET    /review/                                      -         401  301  301  301  301  301  301  301  401
GET    /operations                                   -         401  200  200  200  200  200  200  200  401
GET    /operations/                                  -         401  301  301  301  301  301  301  301  401
GET    /favicon.ico                                  -         401  200  200  200  200  200  200  200  401
GET    /theme.css                                    -         401  200  200  200  200  200  200  200  401
GET    /static/{path:path}                           -         401  200  200  200  200  200  200  200  401
GET    /assets/{path:path}                           -         401  200  200  200  200  200  200  200  401
GET    /gradio_api/heartbeat/{session_hash}          -         401  200  200  200  200  200  200  200  401
GET    /gradio_api/queue/data                        -         401  422  422  422  422  422  422  422  401
POST   /gradio_api/queue/join                        -         401  422  422  422  422  422  422  422  401
POST   /gradio_api/cancel                            -         401  422  422  422  422  422  422  422  401
POST   /gradio_api/reset                             -         401  422  422  422  422  422  422  422  401
"""
