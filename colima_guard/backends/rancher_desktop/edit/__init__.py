"""How Rancher Desktop's shares are narrowed: by what Lima merges before them."""
