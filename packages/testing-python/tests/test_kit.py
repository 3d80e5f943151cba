"""What the package promises, on a server that it starts itself."""

import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from datetime import timedelta

import pytest
from ringpost_testing import CallError, NothingFitting, RingpostServer, StartError


def say(app, text, **more):
    message = {"from": "alice", "to": ["bob"], "type": "txt", "body": {"msg": text}, **more}
    return app.call("POST", "/messages/users", message)


@pytest.fixture
def app(ringpost_app):
    ringpost_app.seed(users=["alice", "bob"])
    return ringpost_app


def test_each_test_has_an_app_of_its_own(ringpost_server, app):
    with_same_names = ringpost_server.create_app(users=["alice", "bob"])
    assert with_same_names.app_key != app.app_key
    assert app.app_key == f"{app.org}#{app.name}"
    say(app, "here")
    assert [message.text for message in app.messages()] == ["here"]
    assert with_same_names.messages() == []
    with_same_names.delete()
    with pytest.raises(CallError):
        with_same_names.messages()


def test_a_seed_answers_the_ids_of_what_it_made(ringpost_server):
    app = ringpost_server.create_app(
        users=["alice", {"username": "bob", "password": "secret"}],
        groups=[{"name": "Friends", "owner": "alice", "members": ["bob"]}],
        messages=[{"from": "alice", "to": "Friends", "text": "Hello, all"}],
    )
    group = app.seeded["groups"]["Friends"]
    assert app.wait_for_message(to=group).text == "Hello, all"
    answer = app.call("GET", f"/chatgroups/{group}")
    assert answer["data"][0]["name"] == "Friends"
    app.delete()


def test_a_token_opens_what_its_user_may_do(app):
    request = urllib.request.Request(f"{app.url}/users/carol", headers={"authorization": f"Bearer {app.token('carol')}"})
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200
    with pytest.raises(CallError) as refused:
        app.call("GET", "/users/nobody")
    assert (refused.value.status, refused.value.error) == (404, "service_resource_not_found")


def test_a_wait_looks_at_the_past_first_then_waits(app):
    say(app, "one", ext={"order": {"id": 7, "paid": True}})
    message = app.wait_for_message(from_="alice", to="bob", type="txt", where={"ext": {"order": {"id": 7}}})
    assert (message.from_, message.chat_type, message.text) == ("alice", "chat", "one")
    assert message.ext == {"order": {"id": 7, "paid": True}}
    later = threading.Timer(0.2, say, (app, "two"))
    later.start()
    assert app.wait_for_message().text == "two"
    later.join()


def test_a_wait_in_vain_says_what_did_arrive(app):
    say(app, "something else")
    with pytest.raises(NothingFitting, match="something else"):
        app.wait_for_message(text="what I hoped for", timeout=0.1)


def test_a_fault_strikes_once_and_is_in_the_traffic(app):
    fault = app.faults.add(route="POST /messages/users", status=503)
    with pytest.raises(CallError) as refused:
        say(app, "lost")
    assert refused.value.status == 503
    say(app, "arrived")
    assert [(each["id"], each["hits"]) for each in app.faults.all()] == [(fault["id"], 1)]
    sent = [each for each in app.traffic.requests() if each["path"] == "/messages/users"]
    assert [(each["status"], each.get("fault")) for each in sent] == [(503, fault["id"]), (200, None)]
    assert sent[1]["body"]["body"] == {"msg": "arrived"}
    assert (app.traffic.frames(), app.traffic.webhooks()) == ([], [])
    app.faults.remove(fault["id"])
    assert app.faults.all() == []
    app.faults.add(route="messages.sendToUsers", delay=1, times=5)
    app.faults.clear()
    app.traffic.clear()
    assert (app.faults.all(), app.traffic.requests()) == ([], [])
    with pytest.raises(CallError, match="exactly one of"):
        app.faults.add(status=503)


def test_a_reset_empties_the_app(app):
    say(app, "gone")
    app.reset()
    assert app.messages() == []
    with pytest.raises(CallError):
        app.call("GET", "/users/alice")
    app.seed(users=["alice"])
    assert app.call("GET", "/users/alice")["entities"][0]["username"] == "alice"


def test_a_server_of_its_own_ends_with_its_block():
    with RingpostServer.start() as server:
        url = server.url
        assert server.test_call("GET", "/health")["status"] == "ok"
        assert server.ws_url == url.replace("http:", "ws:") + "/websocket"
    assert is_gone(url)


def test_a_clock_is_moved_forwards():
    with RingpostServer.start() as server:
        app, clock = server.create_app(users=["alice", "bob"]), server.clock
        token = app.token("alice", ttl=3600)
        clock.freeze()
        stood = clock.now()
        say(app, "early")
        assert app.wait_for_message().timestamp == clock.now() == stood
        clock.advance(timedelta(minutes=59))
        clock.advance(60)
        assert clock.now() == stood + 3600_000
        clock.resume()
        expired = urllib.request.Request(f"{app.url}/users/alice", headers={"authorization": f"Bearer {token}"})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(expired)
        assert refused.value.code == 401
        clock.set(stood + 7200_000)
        with pytest.raises(CallError, match="the clock cannot go back"):
            clock.set(stood)


def test_a_server_ends_with_the_process_that_started_it():
    program = "import os; from ringpost_testing import RingpostServer; print(RingpostServer.start().url, flush=True); os._exit(1)"
    url = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True).stdout.strip()
    deadline = time.monotonic() + 30
    while not is_gone(url):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_server_that_the_environment_names_is_used(ringpost_server, monkeypatch):
    monkeypatch.setenv("RINGPOST_TEST_URL", ringpost_server.url + "/")
    with RingpostServer.open() as server:
        assert server.url == ringpost_server.url
    assert ringpost_server.test_call("GET", "/health")["status"] == "ok"


def test_a_command_that_does_not_start_says_what_it_printed(monkeypatch):
    monkeypatch.setenv("RINGPOST_COMMAND", f"{sys.executable} -c 'print(\"no such thing\")'")
    with pytest.raises(StartError, match="no such thing"):
        RingpostServer.start()


def is_gone(url):
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except urllib.error.HTTPError:
        return False
    except OSError:
        return True
    return False
