"""A script that somebody planted: the browser refuses it and tells us."""

PLANT = (
    """() => { const script = document.createElement('script'); script.textContent = 'document.title = "planted"'; document.body.append(script); }"""
)


def test_a_planted_script_does_not_run_and_is_reported(context, server):
    page = context().new_page()
    page.goto("/privacy/")
    with page.expect_request("**/policy-breaches") as told:
        page.evaluate(PLANT)

    assert page.title() != "planted"
    assert told.value.response().status == 204
