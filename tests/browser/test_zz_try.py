from tests.browser.conftest import Visit
def test_try(visit):
    v = visit()
    v.go("/")
    v.go("/notices/")
    d = visit("jinghong-drafter")
    d.go("/workspace/calls/new/")
