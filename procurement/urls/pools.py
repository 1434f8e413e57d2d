"""The pool for panels that a prefecture's agencies share."""

from django.urls import URLPattern, URLResolver, path

from procurement.views import pools

_POOLS = "workspace/pools/"
_POOL = f"{_POOLS}<str:place>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_POOLS, pools.pool_list, name="pool_list"),
    path(_POOL, pools.pool, name="pool"),
    path(f"{_POOL}enter/", pools.pool_enter, name="pool_enter"),
    path(f"{_POOL}<str:code>/", pools.pool_entry, name="pool_entry"),
]
