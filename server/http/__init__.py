"""HTTP: translates between requests and use cases.

app             the ASGI application
application     what the routes work with
connections     limits on slow clients
boundary        hosts, headers, request records, the page's login
content_policy  what a page may load
methods         which methods a path takes
keys_first      the key before the body
access          who asks
body_limits     how large a body may be
json_shape      how deep JSON may nest
answer_pool     threads for answers
problems        errors as replies
plain_words     what is wrong with the fields of a request
login           the login form
events          what happened, as streams tell it
routes          every route
wire            what goes over the wire
"""
