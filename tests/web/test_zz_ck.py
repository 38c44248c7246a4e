import pytest
from tests.security.conftest import Browser, site
def test_x(site):
    b=Browser(site.app).step_into("he_qing"); a=b.client.get("/workbench"); assert a.status_code==200 and "/workbench/help" in a.text
