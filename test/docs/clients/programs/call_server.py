"""Gets a token, registers a user and sends a message, with a client that openapi-python-client made; prints the id of the message."""

import sys

from ringpost_client import AuthenticatedClient, Client
from ringpost_client.api.messages import messages_send_to_users
from ringpost_client.api.tokens import tokens_issue
from ringpost_client.api.users import users_register
from ringpost_client.models import (
    MessagesSendToUsersBody,
    MessagesSendToUsersBodyBody,
    Registration,
    TokensIssueBody,
)

base_url = sys.argv[1]
app = {"org": "acme", "app": "chat"}

token = tokens_issue.sync(
    **app,
    client=Client(base_url=base_url),
    body=TokensIssueBody(
        grant_type="client_credentials", client_id="acme-client", client_secret="acme-secret"
    ),
)
client = AuthenticatedClient(base_url=base_url, token=token.access_token)

registered = users_register.sync(
    **app, client=client, body=Registration(username="pythonic", password="secret")
)
user = registered.entities[0]

sent = messages_send_to_users.sync(
    **app,
    client=client,
    body=MessagesSendToUsersBody(
        from_=user.username,
        to=["bob"],
        type_="txt",
        body=MessagesSendToUsersBodyBody.from_dict({"msg": f"hello from {user.username}"}),
    ),
)
print(sent.data["bob"])
