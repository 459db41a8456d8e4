"""Where a gateway may send families: the bank's own https in production, nothing else."""

from urllib.parse import urlsplit

HOSTS = {
    "payzen": (
        "secure.payzen.eu",
        "paiement.systempay.fr",
        "secure.lyra.com",
        "sogecommerce.societegenerale.eu",
        "clicandpay.groupecdn.fr",
    ),
    "payfip": ("www.payfip.gouv.fr",),
}
PAGES = {
    "payzen": "https://secure.payzen.eu/vads-payment/",
    "payfip": "https://www.payfip.gouv.fr",
}
MODES = {"payzen": ("test", "production"), "payfip": ("test", "activation", "production")}


def refusal(gateway: str, mode: str, address: str, *, test: bool) -> str:
    """Why families may not be sent to `address`, in French; '' if they may. `test`: this
    installation is for trying out, no money moves."""
    if gateway not in HOSTS or mode not in MODES[gateway]:
        return f"la passerelle {gateway} n’a pas de mode {mode}"
    if test:
        return (
            "" if mode != "production" else "une installation d’essai n’encaisse pas pour de vrai"
        )
    if mode == "test":
        return "la régie est en mode test\u00a0: rien ne serait encaissé"
    parts = urlsplit(address)
    if parts.scheme != "https" or parts.hostname not in HOSTS[gateway] or parts.port is not None:
        return f"{address} n’est pas une adresse https de la banque"
    return ""


def origin(address: str) -> str:
    """`https://host:port` of an address, for a policy of pages."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
