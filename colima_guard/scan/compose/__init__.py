"""Compose projects as ``docker compose config`` reads them: compose-go 2.16.1 (Compose 5.6.0) and 2.9.1 (2.40.3)."""
