//! The words of a recipe.

pub struct RecipeWords {
    pub portions: &'static str,
    pub portion: &'static str,
    pub ingredients: &'static str,
    pub method: &'static str,
    pub unreadable: &'static str,
}

pub static EN: RecipeWords = RecipeWords {
    portions: "Portions",
    portion: "One portion",
    ingredients: "Ingredients",
    method: "Method",
    unreadable: "What this recipe is made of cannot be read.",
};

pub static FR: RecipeWords = RecipeWords {
    portions: "Portions",
    portion: "Une portion",
    ingredients: "Ingrédients",
    method: "Préparation",
    unreadable: "La composition de cette recette est illisible.",
};
